/** One assumed context: who acts as whom, until when, on what. Its token never leaves main. */
import { actingSentence } from '../../shared/access/customer.ts';
import { permits } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Exporting } from '../../shared/contract/export.ts';
import type { ContextState, SyncState } from '../../shared/contract/state.ts';
import type { Actor } from '../../shared/audit/record.ts';
import type { ContextId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { CustomerMark } from '../../shared/access/customer.ts';
import type { Subject } from '../audit/draft.ts';
import type { Clock } from '../clock.ts';
import type { CaseDesk } from '../notebook/case-desk.ts';
import type { Notebook } from '../notebook/notebook.ts';
import { CONTEXT_TABLE } from './machine.ts';
import type { ContextEvent, ContextPhase } from './machine.ts';
import type { ContextSlice } from './slice.ts';

/** What a context is, whether the hub or a lease says so. */
export interface ContextFacts {
  readonly id: ContextId;
  readonly session: SessionId;
  readonly tenant: TenantId;
  readonly ordinal: number;
  readonly mark: CustomerMark;
  readonly grant: GrantId;
  readonly role: Role;
  readonly own: boolean;
  /** The part of the graph that the grant allows, as the hub said last. */
  readonly allowed: SliceSpec;
  /** The view-as token, or null on a lease. */
  readonly token: string | null;
  /** Unix ms, and the same moment on the steady clock. */
  readonly expiresAt: number;
  readonly deadline: number;
}

const NO_SYNC: SyncState = Object.freeze({ phase: 'none', done: 0, total: 0, sliceAt: null, error: null });

export class Context {
  readonly person: Actor;
  readonly reason: string;
  readonly ticket: string;
  #facts: ContextFacts;
  #phase: ContextPhase;
  /** Null in roles that don't see the graph. */
  slice: ContextSlice | null = null;
  /** Null in those roles too, and where the disk did not let it be opened. */
  notebook: Notebook | null = null;
  /** Stands on the notebook. */
  cases: CaseDesk | null = null;
  exporting: Exporting | null = null;
  /** Of the export that is being made: given up when the context ends, or records leave the desk. */
  export: AbortController | null = null;

  constructor(person: Actor, facts: ContextFacts, why: { readonly reason: string; readonly ticket: string }) {
    this.person = person;
    this.reason = why.reason;
    this.ticket = why.ticket;
    this.#facts = facts;
    this.#phase = facts.token === null ? 'away' : 'online';
  }

  get facts(): ContextFacts {
    return this.#facts;
  }

  get phase(): ContextPhase {
    return this.#phase;
  }

  get live(): boolean {
    return this.#phase === 'online' || this.#phase === 'away';
  }

  get sentence(): string {
    const { mark, role, own } = this.#facts;
    return actingSentence({ analyst: this.person.name, customer: mark.name, role, own });
  }

  get subject(): Subject {
    const { id, session, tenant, role, grant } = this.#facts;
    return { actor: this.person, session, as: { tenant, role, grant }, context: id, sentence: this.sentence };
  }

  get seesGraph(): boolean {
    return permits(this.#facts.role, 'graph.read');
  }

  /** Whether the event meant something here; then the phase has changed with it. */
  happened(event: ContextEvent): boolean {
    const next = CONTEXT_TABLE[this.#phase][event];
    if (next === null) return false;
    this.#phase = next;
    if (next !== 'online') this.#facts = { ...this.#facts, token: null };
    return true;
  }

  /** The hub issued (again): a new token, perhaps under a new id. False when the context is over. */
  granted(facts: ContextFacts): boolean {
    if (!this.happened('granted')) return false;
    this.#facts = facts;
    return true;
  }

  /** Goes on under a lease until that moment. */
  leaseUntil(until: number, clock: Clock): void {
    this.#facts = { ...this.#facts, token: null, expiresAt: until, deadline: clock.steady() + (until - clock.now()) };
  }

  /** By the system's clock or by the steady one, whichever comes first. */
  expired(clock: Clock): boolean {
    return this.expiresWithin(0, clock);
  }

  expiresWithin(ms: number, clock: Clock): boolean {
    return clock.now() + ms >= this.#facts.expiresAt || clock.steady() + ms >= this.#facts.deadline;
  }

  state(leaseUntil: number | null): ContextState {
    const { mark, role, own, expiresAt } = this.#facts;
    const { ticket, sentence, exporting } = this;
    return { mark, role, ticket, sentence, own, expiresAt, leaseUntil, cases: this.cases?.changes ?? 0, exporting };
  }

  get sync(): SyncState {
    return this.slice?.state ?? NO_SYNC;
  }
}
