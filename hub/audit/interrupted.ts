/**
 * Intents of a writer that never got their outcome, because an earlier run ended in between. Ids begin with their moment, so that
 * only the log's last stretch is read, as long as the longest that the writer records: nothing is added to a log after an outcome that
 * could not be written (`late.ts`), however long the hub ran on.
 */
import { createPublicKey } from 'node:crypto';
import type { RecordBody } from '../../shared/audit/record.ts';
import type { AuditId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import type { HubStore } from '../store/store.ts';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import { LOG_ROW, genuineBody } from './genuine.ts';
import type { LogRow } from './genuine.ts';
import { customersOf } from './hub-key.ts';
import type { HubKey } from './hub-key.ts';

export interface OpenIntent {
  readonly subject: RecordSubject;
  readonly action: string;
  readonly id: AuditId;
}

/** Rows at the end of a log among which the newest record is looked for. */
const LAST = 64;

interface LastStretch {
  /** Newest first. */
  newest(): Promise<LogRow[]>;
  from(id: string): Promise<LogRow[]>;
  genuine(row: LogRow): RecordBody | null;
}

/** Oldest first within each log. */
export async function openIntents(store: HubStore, writer: HubKey): Promise<OpenIntent[]> {
  const { device, signer, longest } = writer;
  const key = createPublicKey(signer);
  const { control } = store;
  const own = control.selectFrom('mssp_record').select(LOG_ROW).where('device_id', '=', device);
  const found = await openOf(longest, {
    newest: () => own.orderBy('seq', 'desc').limit(LAST).execute(),
    genuine: (row) => genuineBody(row, device, null, key),
    from: (id) => own.where('id', '>=', id).orderBy('seq').execute(),
  });
  for (const id of await customersOf(store, writer)) {
    const context = hubContext(id, 'audit');
    const rows = store.tenant(context).selectFrom('record').select(LOG_ROW).where('tenant_id', '=', id).where('device_id', '=', device);
    found.push(
      ...(await openOf(longest, {
        newest: () => rows.orderBy('seq', 'desc').limit(LAST).execute(),
        genuine: (row) => genuineBody(row, device, context.tenant, key),
        from: (first) => rows.where('id', '>=', first).orderBy('seq').execute(),
      })),
    );
  }
  return found;
}

async function openOf(longest: number, { newest, from, genuine }: LastStretch): Promise<OpenIntent[]> {
  const bodiesOf = (rows: readonly LogRow[]): RecordBody[] => rows.map(genuine).filter((body) => body !== null);
  const [last] = bodiesOf(await newest());
  if (!last) return [];
  const bodies = bodiesOf(await from(firstId(Date.parse(last.time) - longest)));
  const closed = new Set(bodies.map(({ of }) => of));
  return bodies
    .filter(({ phase, id }) => phase === 'intent' && !closed.has(id))
    .map(({ actor, session, as, context, action, id }) => ({ subject: { actor, session, as, context }, action, id }));
}

/** The lowest id (UUIDv7) of a moment in Unix ms. */
function firstId(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
