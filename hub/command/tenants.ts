/** The customers of a hub, by the code that a person types. */
import type { TenantId } from '../../shared/graph/ids.ts';
import type { HubStore } from '../store/store.ts';
import { NotAccepted } from './options.ts';

export interface Tenant {
  readonly id: TenantId;
  /** Its monogram. */
  readonly code: string;
  readonly name: string;
}

export async function readTenants(store: HubStore): Promise<readonly Tenant[]> {
  const rows = await store.control.selectFrom('tenant').select(['id', 'monogram', 'name']).orderBy('ordinal').execute();
  return rows.map(({ id, monogram, name }) => ({ id: id as TenantId, code: monogram, name }));
}

/** By code or name, whatever the case. Throws `NotAccepted`. */
export async function findTenant(store: HubStore, text: string): Promise<Tenant> {
  const tenants = await readTenants(store);
  const wanted = text.trim().toLowerCase();
  const found = tenants.find(({ code }) => code.toLowerCase() === wanted) ?? tenants.find(({ name }) => name.toLowerCase() === wanted);
  if (found) return found;
  throw new NotAccepted(
    tenants.length === 0
      ? 'This hub has no customers yet.'
      : `There is no customer ${text}. There are: ${tenants.map(({ code, name }) => `${code} (${name})`).join(', ')}.`,
  );
}
