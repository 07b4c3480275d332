/** A context looked at once more, for what had to wait since its token was read. */
import type { Result } from '../../shared/errors.ts';
import type { HubStore } from '../store/store.ts';
import { findContext } from './view.ts';
import type { ContextFacts, LiveContext } from './view.ts';

/** The same context as it stands in this moment, or why it does not any more: `grant_ended`, `context_ended`, `device_suspended`. */
export async function contextAgain(
  store: HubStore,
  { id, session, tenant, role, grant }: ContextFacts,
  now: number,
): Promise<Result<LiveContext>> {
  const actor = session.home === null ? { issuer: session.issuer, subject: session.person.subject } : null;
  const token = { id, session: session.id, device: session.device, tenant, role, grant, actor };
  return (await findContext(store, { token, expired: false }, now)).live;
}
