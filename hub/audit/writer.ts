/**
 * The writer of one chain over several databases, with no transaction over them. The heads of its chains are in memory: read from
 * the tables and checked at the start, after any doubt, and each time that the lock was taken anew; each statement has the server
 * check them again.
 *  - What waits is written in rounds; within a round, one customer's records after the other's, one statement each: only when one is
 *    there do the next get their place, so that no record ever names a predecessor that is not stored.
 *  - Only the last of them waits for the disk. The server's log keeps its order, so that this makes those before it durable, too,
 *    and a crash cuts the chain at one place. Then all of them are told.
 *  - The round ends in the control database: the MSSP's records, the links of all, the chain's head. Where nobody waits for that, the
 *    next round's customers begin meanwhile; its end waits for this one.
 * A crash before the round's end leaves records without a link, which `recover.ts` finds and links. Where it is unknown whether
 * something was written, nothing more is until the chain was read again; until that works, nothing runs. Outcomes that could not be
 * written are kept (`late.ts`).
 */
import { v7 as uuidv7 } from 'uuid';
import type { Logger } from 'pino';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { RecordDraft } from '../../shared/audit/draft.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { AuditId, TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import { NotHeld } from '../store/hold.ts';
import { NotWritten } from '../store/record-append.ts';
import type { Durable } from '../store/record-append.ts';
import { LOCK_NOT_AVAILABLE } from '../store/sql-state.ts';
import type { HubStore } from '../store/store.ts';
import { Aside } from './aside.ts';
import type { HubKey } from './hub-key.ts';
import { LateOutcomes, logOf } from './late.ts';
import type { Waiting } from './late.ts';
import { linkedIds } from './links.ts';
import { headOf, makeRecords } from './make.ts';
import { isDeviceAt, recoverChain, tenantEnd } from './recover.ts';
import type { Heads } from './recover.ts';
import { addToControl, addToLog } from './rows.ts';
import type { GoodRecord } from './rows.ts';

/** Written, and not known to be on the disk. */
interface Unsettled {
  readonly group: readonly Waiting[];
  readonly records: readonly GoodRecord[];
}

/** Records of one round. */
const ROUND = 256;

export class HubWriter {
  readonly #store: HubStore;
  readonly #key: HubKey;
  readonly #log: Logger;
  readonly #late: LateOutcomes;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  /** The end of the last round, which may be under way still. It does not reject. */
  #ending: Promise<void> = Promise.resolve();
  /** Null: they have to be read from the tables before anything is written. */
  #heads: Heads | null = null;
  readonly #aside = new Aside(() => performance.now());
  /** Why something could not be written last. */
  #failure: unknown = null;

  /** `onLate`: an outcome that could not be written is written. */
  constructor(store: HubStore, key: HubKey, log: Logger, onLate: (id: AuditId) => void = () => undefined) {
    this.#store = store;
    this.#key = key;
    this.#log = log;
    this.#late = new LateOutcomes(() => this.#add(this.#late.take()), onLate);
  }

  async recover(): Promise<void> {
    await this.#ending;
    this.#heads = await recoverChain(this.#store, this.#key, this.#log);
  }

  write(draft: RecordDraft): Promise<AuditId> {
    return new Promise((resolve, reject) => this.#add([{ id: uuidv7() as AuditId, draft, late: false, resolve, reject }]));
  }

  async idle(): Promise<void> {
    await this.#running;
    await this.#ending;
  }

  /** Resolves when nothing is being written any more, and late outcomes were tried once more where nothing is in doubt. */
  async close(): Promise<void> {
    await this.idle();
    this.#late.stop();
    if (this.#stands()) this.#add(this.#late.take());
    await this.idle();
  }

  #add(waiting: readonly Waiting[]): void {
    if (waiting.length === 0) return;
    this.#waiting.push(...waiting);
    this.#running ??= this.#run();
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
    const groups = Map.groupBy(round, logOf);
    const own = groups.get(null) ?? [];
    groups.delete(null);
    const from = this.#heads!.device;
    const written: GoodRecord[] = [];
    let unsettled: Unsettled[] = [];
    let left = groups.size;
    for (const [tenant, group] of groups) {
      const durable = --left === 0 ? 'now' : 'later';
      const added = await this.#tenantGroup(tenant!, [...this.#late.take(tenant), ...group], durable, from);
      if (!added) continue;
      written.push(...added.records);
      unsettled.push(added);
      if (durable === 'later') continue;
      settle(unsettled);
      unsettled = [];
    }
    await this.#ending;
    const all = [...this.#late.take(null), ...own];
    this.#ending = this.#endRound(from, written, all, unsettled);
    // The MSSP's records have their place in the chain there, and nobody was told of what is unsettled.
    if (all.length + unsettled.length > 0) await this.#ending;
  }

  /** Null: refused, or there was nothing to add. `from`: as in `#endRound`. */
  async #tenantGroup(tenant: TenantId, asked: readonly Waiting[], durable: Durable, from: ChainHead): Promise<Unsettled | null> {
    try {
      if (this.#aside.has(tenant)) throw new NotWritten(new Error("the customer's log was locked just now"));
      const context = hubContext(tenant, 'audit');
      const keys = await this.#store.tenantKeys(context);
      const chain = await this.#chainOf(tenant);
      const group = await this.#unwritten(asked);
      const heads = this.#stands();
      // Whose fault that is, is not this customer's.
      if (!heads) throw new NotWritten(this.#failure);
      if (group.length === 0) return null;
      const records = makeRecords(this.#key, group, heads.device, chain);
      await addToLog(this.#store, context, keys, { device: this.#key.device, hub: true }, records, { hold: heads.hold, durable });
      this.#advance(records);
      heads.tenants.set(tenant, headOf(records));
      return { group, records };
    } catch (error) {
      await this.#failed(tenant, error, from);
      this.#refuse(asked, error);
      return null;
    }
  }

  /** Without late ones that are written after all: since the chain was read again, each record of before has its link. */
  async #unwritten(group: readonly Waiting[]): Promise<readonly Waiting[]> {
    const late = group.filter((one) => one.late);
    if (late.length === 0) return group;
    const ids = late.map(({ id }) => id);
    const linked = await linkedIds(this.#store, this.#key.device, ids).catch((error: unknown) => {
      throw new NotWritten(error);
    });
    for (const { id, resolve } of late) if (linked.has(id)) resolve(id);
    return group.filter(({ id }) => !linked.has(id));
  }

  /** What stops one customer's records only, and what puts all in doubt. */
  async #failed(tenant: TenantId, error: unknown, from: ChainHead): Promise<void> {
    if (!(error instanceof NotWritten)) return this.#doubt(error);
    const code = codeOf(error.cause);
    if (code === LOCK_NOT_AVAILABLE) this.#aside.put(tenant);
    if (!code.startsWith('23')) return;
    await this.#ending;
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
      await this.#ending;
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
    try {
      const group = await this.#unwritten(own);
      const heads = this.#stands();
      if (!heads) throw this.#failure;
      const made = makeRecords(this.#key, group, heads.device, heads.own);
      if (written.length + made.length === 0) return;
      const durable = doubted.length > 0 ? 'now' : 'later';
      await addToControl(this.#store, this.#key.device, from, [...written, ...made], { hold: heads.hold, durable });
      this.#advance(made);
      if (made.length > 0) this.#heads = { ...this.#heads!, own: headOf(made) };
      settle([...unsettled, { group, records: made }]);
    } catch (error) {
      this.#doubt(error);
      this.#refuse(doubted, error);
    }
  }

  #advance(records: readonly GoodRecord[]): void {
    const last = records.at(-1);
    if (last && this.#heads) this.#heads = { ...this.#heads, device: { seq: last.envelope.link.seq, digest: last.digest } };
  }

  #refuse(group: readonly Waiting[], cause: unknown): void {
    this.#failure = cause;
    if (group.length === 0) return;
    this.#late.keep(group);
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

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? '';

function settle(unsettled: readonly Unsettled[]): void {
  for (const { group, records } of unsettled)
    for (const [index, { resolve }] of group.entries()) resolve(records[index]!.envelope.record.body.id);
}
