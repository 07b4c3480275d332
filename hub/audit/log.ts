/** The hub's own records: what is written when, and in what form it is asked for. `writer.ts` writes them. */
import type { Logger } from 'pino';
import type { RecordDraft, RecordSubject } from '../../shared/audit/draft.ts';
import { NOTHING } from '../../shared/contract/action.ts';
import type { ActionNote } from '../../shared/contract/action.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { AuditId, DeviceId } from '../../shared/graph/ids.ts';
import type { KeyProvider } from '../keys/provider.ts';
import { recordSeconds, recordsFailed, recordsWritten } from '../metrics/instruments.ts';
import { noteRecord } from '../request-scope.ts';
import type { HubStore } from '../store/store.ts';
import { openHubKey } from './hub-key.ts';
import type { HubWriterName } from './hub-key.ts';
import { openIntents } from './interrupted.ts';
import { HubWriter } from './writer.ts';

/**
 * All resolve once the record is durable, and throw `AppFailure('audit_unwritable')` where it isn't, with the reason as its cause. An outcome
 * that was refused so is written later (`late.ts`).
 */
export interface HubLog {
  readonly device: DeviceId;
  /** JWK `x`, base64url: for GET /v1/about. */
  readonly publicKey: string;
  intent(subject: RecordSubject, action: string, note: ActionNote): Promise<AuditId>;
  outcome(subject: RecordSubject, action: string, of: AuditId, result: 'ok' | ErrorCode): Promise<void>;
  /** `count`: how many there were since the last such record. */
  refusal(subject: RecordSubject, action: string, code: ErrorCode, count?: number): Promise<void>;
  /** Resolves when nothing is being written any more: before the store is closed. */
  close(): Promise<void>;
}

export interface HubLogOptions {
  readonly store: HubStore;
  readonly secrets: KeyProvider;
  readonly log: Logger;
  /** Another writer than the hub itself. */
  readonly writer?: HubWriterName;
  /** Leaves intents without outcome as they are: another run of the same writer may be at them. */
  readonly leaveOpen?: boolean;
}

/** Reads where the chain stands and closes what an earlier run left open. Throws when the chain doesn't add up. */
export async function openHubLog({ store, secrets, log, writer: name, leaveOpen = false }: HubLogOptions): Promise<HubLog> {
  const key = await openHubKey(store, secrets, name);
  const writer = new HubWriter(store, key, log, (id) => {
    recordsWritten.inc({ phase: 'outcome' });
    log.info({ record: id }, 'an outcome that could not be written stands in its log now');
  });
  await writer.recover();
  // One customer's log that takes no record keeps nobody else waiting; what is open in it is closed when it does.
  for (const { subject, action, id } of leaveOpen ? [] : await openIntents(store, key))
    await writer
      .write({ subject, phase: 'outcome', action, of: id, result: 'interrupted', note: NOTHING })
      .catch(() => log.error({ action, intent: id }, 'an intent without an outcome could not be closed'));
  await writer.idle();
  const write = async (draft: RecordDraft): Promise<AuditId> => {
    const end = recordSeconds.startTimer();
    try {
      const id = await writer.write(draft);
      end();
      recordsWritten.inc({ phase: draft.phase });
      noteRecord(id);
      return id;
    } catch (error) {
      recordsFailed.inc();
      throw error;
    }
  };
  return {
    device: key.device,
    publicKey: key.publicKey,
    intent: (subject, action, note) => write({ subject, phase: 'intent', action, of: null, result: null, note }),
    async outcome(subject, action, of, result) {
      await write({ subject, phase: 'outcome', action, of, result, note: NOTHING });
    },
    async refusal(subject, action, code, count = 0) {
      await write({ subject, phase: 'refusal', action, of: null, result: code, note: NOTHING, count });
    },
    close: () => writer.close(),
  };
}
