/** Starts the hub's process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TenantId } from '../shared/graph/ids.ts';

export interface HubProcess {
  readonly url: string;
  /** Builds the tenant's snapshot, or forgets the one that there is, or its segments as well. */
  ask(what: 'ready' | 'forget' | 'forgetAll', tenant: TenantId): Promise<void>;
  stop(): Promise<void>;
}

/** Keys are wrapped to `agreementKey`. */
export async function startHubProcess(agreementKey: string): Promise<HubProcess> {
  const child = fork(new URL('./hub-process.ts', import.meta.url), [agreementKey]);
  const gone = once(child, 'exit');
  const [port] = (await Promise.race([once(child, 'message'), gone.then(() => Promise.reject(new Error('the hub did not start')))])) as [
    number,
  ];
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async ask(what, tenant) {
      const reply = await fetch(`${url}/bench/${what}`, { method: 'POST', body: '{}', headers: { authorization: `DPoP ${tenant}` } });
      if (!reply.ok) throw new Error('the hub refused');
      await reply.text();
    },
    stop: async () => {
      child.disconnect();
      await gone;
    },
  };
}
