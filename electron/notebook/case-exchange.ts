/**
 * What a desk and the hub tell each other of cases: the desk learns what others saved, then sends what waits, in order. The hub's order
 * is held against what it can be, and against the history that it belongs to.
 */
import { PART_ONLY } from '../../shared/contract/cases.ts';
import { AppFailure, fail } from '../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../shared/errors.ts';
import type { Actor } from '../../shared/audit/record.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { CaseHub } from '../sync/transport.ts';
import type { KeptCases, KeptVersion } from './cases.ts';

export interface CaseExchangeOptions {
  readonly cases: KeptCases;
  readonly hub: CaseHub;
  /** The context's token, or null while the hub is away. */
  readonly token: () => string | null;
  readonly person: Actor;
  /** In this role versions may be written: what waits is sent in no other. */
  readonly mayWrite: boolean;
  readonly now: () => number;
  /** The grant allows a part of the graph: nothing is asked. */
  readonly isPart: () => boolean;
  /** Something was learned, sent or refused. */
  readonly onChange: () => void;
}

/** What the hub will never take, however often it is sent. Anything else is a matter of time, role or sign-in. */
const FOR_GOOD: ReadonlySet<ErrorCode> = new Set(['bad_input', 'limit']);
/** What is wrong with this version or this moment, and not with all that waits. */
const OF_ONE: ReadonlySet<ErrorCode> = new Set(['internal', 'not_found', 'hub_refused']);
/** Nothing goes to the hub on what it does not have. */
const NOT_THERE: ReadonlySet<KeptVersion['state']> = new Set(['refused', 'lost']);
/** Ms between looks at the hub while somebody works with cases or something waits; and how long after the last work that ends. */
const LOOK_MS = 30_000;
const WORK_MS = 10 * 60_000;

export class CaseExchange {
  readonly #options: CaseExchangeOptions;
  #running: Promise<AppError | null> | null = null;
  #asOf: number | null = null;
  #workedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  /** All was learned anew because the hub did not know what a version stands on. */
  #doubted = false;

  constructor(options: CaseExchangeOptions) {
    this.#options = options;
    this.#later();
  }

  /** When (Unix ms) the hub was last heard to the end, or null. */
  get asOf(): number | null {
    return this.#asOf;
  }

  /** Somebody works with cases now. */
  worked(): void {
    this.#workedAt = this.#options.now();
  }

  /** Learns what others saved, then sends what waits. One run at a time; why it could not end, or null. */
  sync(): Promise<AppError | null> {
    const before = this.#seen();
    this.#running ??= this.#sync().finally(() => {
      this.#running = null;
      if (!this.#closed && this.#seen() !== before) this.#options.onChange();
      this.#later();
    });
    return this.#running;
  }

  /** How many versions wait to be sent. */
  get waiting(): number {
    return this.#closed ? 0 : this.#options.cases.waiting;
  }

  /** Whatever answers after this finds nothing to write to any more. */
  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Looks again by and by, without anybody's asking and so without a record of it, while there is a reason to. */
  #later(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      const { now, token } = this.#options;
      const worked = now() - this.#workedAt < WORK_MS;
      if (token() !== null && !this.#options.isPart() && (worked || this.waiting > 0)) void this.sync().catch(() => undefined);
      else this.#later();
    }, LOOK_MS).unref();
  }

  /** Differs where anything was learned, sent or refused. */
  #seen(): string {
    if (this.#closed) return '';
    const { cases } = this.#options;
    return `${cases.history} ${cases.after} ${cases.notSent}`;
  }

  async #sync(): Promise<AppError | null> {
    const { cases, person } = this.#options;
    for (;;) {
      if (this.#options.isPart()) return fail('not_permitted', PART_ONLY).error;
      const error = (await this.#learn()) ?? (await this.#send());
      if (error?.code !== 'not_found' || this.#doubted || this.#closed) return error;
      // The hub does not have what it had: another state of it, though it says that it is the same history.
      this.#doubted = true;
      cases.hubWentBack(person, cases.history ?? '');
    }
  }

  /** What can't be sent holds up what stands on it, and no more. */
  async #send(): Promise<AppError | null> {
    const { cases, hub, token, mayWrite } = this.#options;
    let error = null as AppError | null;
    for (let place = 0; mayWrite && !this.#closed && !this.#options.isPart();) {
      const next = cases.nextWaiting(place);
      if (!next) return error;
      place = next.place;
      const version = this.#onWhatIsThere(next.version);
      if (!version) continue;
      const holder = token();
      if (holder === null) return fail('hub_unreachable').error;
      const put = await hub.put(holder, { id: version.id, case: version.case, head: version.head, body: cases.body(version.id) ?? '' });
      if (this.#closed) break;
      if (put.ok) cases.sent(version.id, put.value.seq);
      else if (FOR_GOOD.has(put.error.code)) cases.refuse(version.id, `${put.error.text} ${put.error.next}`);
      else if (OF_ONE.has(put.error.code)) error = error?.code === 'not_found' ? error : put.error;
      else return put.error;
    }
    return this.#closed ? fail('context_ended').error : error;
  }

  /** The version on what the hub has of what it stood on; null while something below it waits. */
  #onWhatIsThere(version: KeptVersion): KeptVersion | null {
    const { cases } = this.#options;
    const standing = cases.standing(version.head.parents, NOT_THERE).slice(0, LIMITS.caseParents);
    if (standing.some((id) => cases.find(id)?.state === 'pending')) return null;
    const first = standing.length === 0 ? cases.firstSent(version.case) : null;
    const parents = first === null ? standing : [first];
    const same = parents.length === version.head.parents.length && parents.every((id, at) => id === version.head.parents[at]);
    return same ? version : cases.stand(version, parents);
  }

  async #learn(): Promise<AppError | null> {
    const { cases, hub, token, person, now } = this.#options;
    for (let back = false; !this.#closed && !this.#options.isPart();) {
      const holder = token();
      if (holder === null) return fail('hub_unreachable').error;
      const changes = await hub.changes(holder, cases.after);
      if (this.#closed || this.#options.isPart()) break;
      if (!changes.ok) return changes.error;
      const { versions, last, history } = changes.value;
      if (last < cases.taken || (cases.taken > 0 && history !== cases.history)) {
        if (back) return fail('hub_refused').error;
        back = true;
        cases.hubWentBack(person, history);
        continue;
      }
      try {
        cases.learn(versions, { last, history });
      } catch (error) {
        if (error instanceof AppFailure) return error.error;
        throw error;
      }
      if (versions.length < LIMITS.casePage) {
        this.#asOf = now();
        return null;
      }
    }
    return fail('context_ended').error;
  }
}
