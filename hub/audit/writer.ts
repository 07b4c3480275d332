/**
 * The writer of one chain over several databases, with no transaction over them. The heads of its chains are in memory: read from
 * the tables and checked at the start, after any doubt, and each time that the lock was taken anew; each statement has the server
 * check them again.
 *  - What waits is written in rounds; within a round, one customer's records after the other's, one statement each: only when one is
 *    there do the next get their place, so that no record ever names a predecessor that is not stored.
 *  - Only the last of them waits for the disk. The server's log keeps its order, so that this makes those before it durable, too,
 *    and a crash cuts the chain at one place. Then all of them are told.
 *  - The round ends in the control database: the MSSP's records, the links of all, the chain's head.
 * A crash before the round's end leaves records without a link, which `recover.ts` finds and links. Where it is unknown whether
 * something was written, nothing more is until the chain was read again; until that works, nothing runs.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from 'pino';
import type { ChainHead } from '../../shared/audit/chain.ts';
import { bodyFields, keptText } from '../../shared/audit/draft.ts';
import type { RecordDraft } from '../../shared/audit/draft.ts';
import { nextRecord } from '../../shared/audit/write.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { AuditId, TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import { NotHeld } from '../store/hold.ts';
import { NotWritten } from '../store/record-append.ts';
import type { Durable } from '../store/record-append.ts';
import type { HubStore } from '../store/store.ts';
import type { HubKey } from './hub-key.ts';
import { isDeviceAt, recoverChain, tenantEnd } from './recover.ts';
import type { Heads } from './recover.ts';
import { addToControl, addToLog } from './rows.ts';
import type { GoodRecord } from './rows.ts';

interface Waiting {
  readonly draft: RecordDraft;
  readonly resolve: (id: AuditId) => void;
  readonly reject: (error: AppFailure) => void;
}

/** Written, and not known to be on the disk. */
interface Unsettled {
  readonly group: readonly Waiting[];
  readonly records: readonly GoodRecord[];
}

/** Records of one round. */
const ROUND = 256;
/** How long a customer's records are refused at once, after its log could not be locked: its line is everybody's. */
const ASIDE_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';

export class HubWriter {
  readonly #store: HubStore;
  readonly #key: HubKey;
  readonly #log: Logger;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  /** Null: they have to be read from the tables before anything is written. */
  #heads: Heads | null = null;
  /** Until when (steady ms) a customer's records are refused. */
  readonly #aside = new Map<TenantId, number>();
  /** Why something could not be written last. */
  #failure: unknown = null;

  constructor(store: HubStore, key: HubKey, log: Logger) {
    this.#store = store;
    this.#key = key;
    this.#log = log;
  }

  async recover(): Promise<void> {
    this.#heads = await recoverChain(this.#store, this.#key, this.#log);
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
      const round = this.#waiting.splice(0, ROUND);
      try {
        if (!this.#stands()) await this.recover();
      } catch (error) {
        this.#refuse(round, error);
        continue;
      }
      await this.#round(round);
    }
    // In the same turn as the last look at what waits.
    this.#running = null;
  }

  /** The heads, where they are good still. */
  #stands(): Heads | null {
    if (this.#heads && this.#heads.hold !== this.#store.hold()) this.#doubt(new NotHeld());
    return this.#heads;
  }

  #doubt(cause: unknown): void {
    this.#heads = null;
    this.#failure = cause;
  }

  async #round(round: readonly Waiting[]): Promise<void> {
    const groups = Map.groupBy(round, ({ draft }) => draft.subject.as?.tenant ?? null);
    const own = groups.get(null) ?? [];
    groups.delete(null);
    const from = this.#heads!.device;
    const written: GoodRecord[] = [];
    let unsettled: Unsettled[] = [];
    let left = groups.size;
    for (const [tenant, group] of groups) {
      const durable = --left === 0 ? 'now' : 'later';
      const records = await this.#tenantGroup(tenant!, group, durable, from);
      if (!records) continue;
      written.push(...records);
      unsettled.push({ group, records });
      if (durable === 'later') continue;
      settle(unsettled);
      unsettled = [];
    }
    await this.#endRound(from, written, own, unsettled);
  }

  /** Null: refused. `from`: as in `#endRound`. */
  async #tenantGroup(
    tenant: TenantId,
    group: readonly Waiting[],
    durable: Durable,
    from: ChainHead,
  ): Promise<readonly GoodRecord[] | null> {
    try {
      if (performance.now() < (this.#aside.get(tenant) ?? 0)) throw new NotWritten(new Error("the customer's log was locked just now"));
      const context = hubContext(tenant, 'audit');
      const keys = await this.#store.tenantKeys(context);
      const chain = await this.#chainOf(tenant);
      const heads = this.#stands();
      if (!heads) throw this.#failure;
      const records = this.#make(group, heads.device, chain);
      await addToLog(this.#store, context, keys, { device: this.#key.device, hub: true }, records, { hold: heads.hold, durable });
      this.#advance(records);
      heads.tenants.set(tenant, headOf(records));
      return records;
    } catch (error) {
      await this.#failed(tenant, error, from);
      this.#refuse(group, error);
      return null;
    }
  }

  /** What stops one customer's records only, and what puts all in doubt. */
  async #failed(tenant: TenantId, error: unknown, from: ChainHead): Promise<void> {
    if (!(error instanceof NotWritten)) return this.#doubt(error);
    const code = codeOf(error.cause);
    if (code === LOCK_NOT_AVAILABLE) this.#aside.set(tenant, performance.now() + ASIDE_MS);
    if (!code.startsWith('23')) return;
    // Its log stands elsewhere than was thought, which whoever has its role can bring about; or the lock is gone, of which the next
    // statement is told, too; or all stands elsewhere, and so does the device's head.
    if (await isDeviceAt(this.#store, this.#key, from)) this.#heads?.tenants.delete(tenant);
    else this.#doubt(error);
  }

  /** Of a customer that came after the heads were read, or whose log did not stand where it was thought, the log is read now. */
  async #chainOf(tenant: TenantId): Promise<ChainHead> {
    const known = this.#stands()?.tenants;
    if (!known) throw new NotWritten(this.#failure);
    if (!known.has(tenant)) {
      const { head, unlinked } = await tenantEnd(this.#store, this.#key, tenant, this.#log).catch((error: unknown) => {
        throw new NotWritten(error);
      });
      known.set(tenant, unlinked.length === 0 ? head : null);
    }
    const head = known.get(tenant);
    if (!head) throw new NotWritten(new Error("the customer's log does not end where it should"));
    return head;
  }

  /** `from`: where the device's chain stood when the round began, and `written` what was added since. */
  async #endRound(
    from: ChainHead,
    written: readonly GoodRecord[],
    own: readonly Waiting[],
    unsettled: readonly Unsettled[],
  ): Promise<void> {
    if (written.length === 0 && own.length === 0) return;
    const doubted = [...unsettled.flatMap(({ group }) => group), ...own];
    const heads = this.#stands();
    if (!heads) return this.#refuse(doubted, this.#failure);
    try {
      const made = this.#make(own, heads.device, heads.own);
      const durable = doubted.length > 0 ? 'now' : 'later';
      await addToControl(this.#store, this.#key.device, from, [...written, ...made], { hold: heads.hold, durable });
      this.#advance(made);
      if (made.length > 0) this.#heads = { ...this.#heads!, own: headOf(made) };
      settle([...unsettled, { group: own, records: made }]);
    } catch (error) {
      this.#doubt(error);
      this.#refuse(doubted, error);
    }
  }

  /** The records that come next, from the device's head and that of the chain that they share. */
  #make(group: readonly Waiting[], device: ChainHead, chain: ChainHead): GoodRecord[] {
    let [tenantHead, deviceHead] = [chain, device];
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
    if (last) this.#heads = { ...this.#heads!, device: { seq: last.envelope.link.seq, digest: last.digest } };
  }

  #refuse(group: readonly Waiting[], cause: unknown): void {
    this.#failure = cause;
    if (group.length === 0) return;
    const failed = cause instanceof NotWritten ? cause.cause : cause;
    const { code, name, message } = failed as { code?: string; name?: string; message?: string };
    this.#log.error(
      { records: group.length, reason: code ?? name, message: failed instanceof AppFailure ? message : undefined },
      'the hub could not write its records',
    );
    for (const { reject } of group) {
      const failure = new AppFailure('audit_unwritable');
      failure.cause = cause;
      reject(failure);
    }
  }
}

/** In the chain of (device, tenant). */
function headOf(records: readonly GoodRecord[]): ChainHead {
  const { envelope, digest } = records.at(-1)!;
  return { seq: envelope.record.body.chain.seq, digest };
}

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? '';

function settle(unsettled: readonly Unsettled[]): void {
  for (const { group, records } of unsettled)
    for (const [index, { resolve }] of group.entries()) resolve(records[index]!.envelope.record.body.id);
}
