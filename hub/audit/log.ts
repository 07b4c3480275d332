/**
 * The hub's own records. One writer, one chain, two kinds of database, and no transaction over both:
 *  - what waits is written in rounds; within a round, one tenant after the other: read the chain's head, sign, insert,
 *    commit. Only then does the next tenant's part get its place, so that no record ever names a predecessor that is not
 *    stored;
 *  - the round ends in the control database, in one transaction: the MSSP's records, the links of all, the chain's head.
 * A tenant's record is durable when its own database has committed; `intent` resolves then. A crash before the round's end
 * leaves records without a link, which `recover.ts` finds and links. Where it is unknown whether a commit happened,
 * nothing more is written until the chain was read from the tables again; until that works, nothing runs.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from 'pino';
import { EMPTY_CHAIN } from '../../shared/audit/chain.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import { bodyFields, keptText } from '../../shared/audit/draft.ts';
import type { RecordDraft, RecordSubject } from '../../shared/audit/draft.ts';
import { nextRecord } from '../../shared/audit/write.ts';
import { NOTHING } from '../../shared/contract/action.ts';
import type { ActionNote } from '../../shared/contract/action.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { AuditId, DeviceId, TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import type { KeyProvider } from '../keys/provider.ts';
import { recordSeconds, recordsFailed, recordsWritten } from '../metrics/instruments.ts';
import { noteRecord } from '../request-scope.ts';
import type { HubStore } from '../store/store.ts';
import { openHubKey } from './hub-key.ts';
import type { HubKey, HubWriterName } from './hub-key.ts';
import { openIntents } from './interrupted.ts';
import { recoverChain } from './recover.ts';
import { addLinks, addMsspRecords, addTenantRecords } from './rows.ts';
import type { GoodRecord } from './rows.ts';

/** All resolve once the record is durable, and throw `AppFailure('audit_unwritable')` where it isn't, with the reason as its cause. */
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
  const writer = new HubWriter(store, key, log);
  await writer.recover();
  for (const { subject, action, id } of leaveOpen ? [] : await openIntents(store, key))
    await writer.write({ subject, phase: 'outcome', action, of: id, result: 'interrupted', note: NOTHING });
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
    close: () => writer.idle(),
  };
}

interface Waiting {
  readonly draft: RecordDraft;
  readonly resolve: (id: AuditId) => void;
  readonly reject: (error: AppFailure) => void;
}

/** Records of one statement. */
const GROUP = 256;

class HubWriter {
  readonly #store: HubStore;
  readonly #key: HubKey;
  readonly #log: Logger;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  /** Null: it has to be read from the tables before anything is written. */
  #head: ChainHead | null = null;
  /** Why something could not be written last. */
  #failure: unknown = null;
  /** Written in this round and not linked yet. */
  #unlinked: GoodRecord[] = [];

  constructor(store: HubStore, key: HubKey, log: Logger) {
    this.#store = store;
    this.#key = key;
    this.#log = log;
  }

  async recover(): Promise<void> {
    this.#unlinked = [];
    this.#head = await recoverChain(this.#store, this.#key, this.#log);
  }

  write(draft: RecordDraft): Promise<AuditId> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draft, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const round = this.#waiting.splice(0, GROUP);
      try {
        if (!this.#head) await this.recover();
      } catch (error) {
        this.#refuse(round, error);
        continue;
      }
      await this.#round(round);
    }
    // In the same turn as the last look at what waits.
    this.#running = null;
  }

  async #round(round: readonly Waiting[]): Promise<void> {
    const groups = Map.groupBy(round, ({ draft }) => draft.subject.as?.tenant ?? null);
    for (const [tenant, group] of groups) {
      if (tenant === null) continue;
      if (this.#head) await this.#tenantGroup(tenant, group);
      else this.#refuse(group, this.#doubt());
    }
    const mssp = groups.get(null) ?? [];
    if (this.#head) await this.#endRound(mssp);
    else this.#refuse(mssp, this.#doubt());
  }

  async #tenantGroup(tenant: TenantId, group: readonly Waiting[]): Promise<void> {
    const { device } = this.#key;
    let inserted = false;
    try {
      const context = hubContext(tenant, 'audit');
      const keys = await this.#store.tenantKeys(context);
      const records = await this.#store
        .records(context)
        .transaction()
        .execute(async (db) => {
          const head = await db
            .selectFrom('chain_head')
            .select(['seq', 'digest'])
            .where('tenant_id', '=', tenant)
            .where('device_id', '=', device)
            .executeTakeFirst();
          const made = this.#make(group, head ?? EMPTY_CHAIN);
          await addTenantRecords(db, keys, { device, hub: true }, made);
          inserted = true;
          return made;
        });
      this.#advance(records);
      this.#unlinked.push(...records);
      settle(group, records);
    } catch (error) {
      // After the inserts it was the commit that failed: it may have happened all the same.
      if (inserted) this.#head = null;
      this.#refuse(group, error);
    }
  }

  async #endRound(group: readonly Waiting[]): Promise<void> {
    const { device } = this.#key;
    try {
      const records = await this.#store.control.transaction().execute(async (db) => {
        const last = await db
          .selectFrom('mssp_record')
          .select(['seq', 'digest'])
          .where('device_id', '=', device)
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst();
        const made = this.#make(group, last ?? EMPTY_CHAIN);
        const all = [...this.#unlinked, ...made];
        const newest = all.at(-1);
        if (!newest) return made;
        await addMsspRecords(db, device, made);
        await addLinks(db, device, all);
        await db
          .updateTable('device')
          .set({ seq: newest.envelope.link.seq, digest: newest.digest })
          .where('id', '=', device)
          .executeTakeFirstOrThrow();
        return made;
      });
      this.#advance(records);
      this.#unlinked = [];
      settle(group, records);
    } catch (error) {
      this.#head = null;
      this.#refuse(group, error);
    }
  }

  /** The records that come next, from the device's head and that of the chain that they share. */
  #make(group: readonly Waiting[], chainHead: ChainHead): GoodRecord[] {
    let [tenantHead, deviceHead] = [chainHead, this.#head!];
    return group.map(({ draft }) => {
      const id = uuidv7() as AuditId;
      const place = { device: this.#key.device, tenantHead, deviceHead, salt: this.#key.salt(id) };
      const made = nextRecord(bodyFields(draft, { id, time: Date.now(), offline: false }), keptText(draft), place, this.#key.signer);
      tenantHead = { seq: tenantHead.seq + 1, digest: made.digest };
      deviceHead = { seq: deviceHead.seq + 1, digest: made.digest };
      return made;
    });
  }

  #advance(records: readonly GoodRecord[]): void {
    const last = records.at(-1);
    if (last) this.#head = { seq: last.envelope.link.seq, digest: last.digest };
  }

  #doubt(): Error {
    return new Error('the chain is in doubt', { cause: this.#failure });
  }

  #refuse(group: readonly Waiting[], cause: unknown): void {
    this.#failure = cause;
    if (group.length === 0) return;
    const { code, name, message } = cause as { code?: string; name?: string; message?: string };
    this.#log.error(
      { records: group.length, reason: code ?? name, message: cause instanceof AppFailure ? message : undefined },
      'the hub could not write its records',
    );
    for (const { reject } of group) {
      const failure = new AppFailure('audit_unwritable');
      failure.cause = cause;
      reject(failure);
    }
  }
}

function settle(group: readonly Waiting[], records: readonly GoodRecord[]): void {
  for (const [index, { resolve }] of group.entries()) resolve(records[index]!.envelope.record.body.id);
}
