/** The key provider with its operations counted and timed: which, not whose. */
import type { KeyProvider } from '../keys/provider.ts';
import { keySeconds } from './instruments.ts';

export function countKeys(keys: KeyProvider): KeyProvider {
  const at = <Value>(operation: string, work: () => Value): Value => {
    const end = keySeconds.startTimer({ operation });
    try {
      const value = work();
      if (!(value instanceof Promise)) {
        end({ outcome: 'ok' });
        return value;
      }
      return value.then(
        (done: unknown) => {
          end({ outcome: 'ok' });
          return done;
        },
        (error: unknown) => {
          end({ outcome: 'failed' });
          throw error;
        },
      ) as Value;
    } catch (error) {
      end({ outcome: 'failed' });
      throw error;
    }
  };
  return {
    sealHub: (purpose, plain) => at('seal_hub', () => keys.sealHub(purpose, plain)),
    openHub: (purpose, sealed) => at('open_hub', () => keys.openHub(purpose, sealed)),
    createTenantKey: (tenant) => at('create_tenant_key', () => keys.createTenantKey(tenant)),
    newDataKey: (tenant, id) => at('new_data_key', () => keys.newDataKey(tenant, id)),
    openDataKey: (context, id, sealed) => at('open_data_key', () => keys.openDataKey(context, id, sealed)),
  };
}
