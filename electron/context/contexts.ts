/**
 * Entering, extending, leaving and ending contexts. Every entry and every end is an event in the customer's own log,
 * beside the intent and outcome of the action that asked for it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { purposeText } from '../../shared/contract/context.ts';
import { appError, fail, ok } from '../../shared/errors.ts';
import type { AppError, ErrorCode, Result } from '../../shared/errors.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { ContextReply } from '../../shared/protocol/token.ts';
import { unwrap } from '../../shared/protocol/wrap.ts';
import type { Recorder } from '../audit/recorder.ts';
import type { Clock } from '../clock.ts';
import type { Device } from '../identity/device.ts';
import type { Session } from '../identity/session.ts';
import { destroyNotebook } from '../notebook/file.ts';
import type { SliceStore, SliceStoreOptions } from '../store/slice-store.ts';
import type { RunSync } from '../sync/run.ts';
import { SyncQueue } from '../sync/turns.ts';
import type { AssumeFields, HubClient } from '../sync/transport.ts';
import { Context } from './context.ts';
import type { ContextFacts } from './context.ts';
import { notebookFileName, notebookKey, sliceFileName, sliceKey } from './file-key.ts';
import { leasedContext } from './leases.ts';
import type { Leases } from './leases.ts';
import type { InterruptedContexts } from './interrupted.ts';
import { Notebooks } from './notebooks.ts';
import type { Remembered } from './remembered.ts';
import { ContextSlice } from './slice.ts';
import { TokenKeeper } from './token-keeper.ts';

export interface ContextsOptions {
  readonly hub: HubClient;
  readonly recorder: Recorder;
  readonly leases: Leases;
  readonly remembered: Remembered;
  readonly interrupted: InterruptedContexts;
  readonly device: Device;
  readonly clock: Clock;
  readonly online: () => boolean;
  readonly slicesFolder: string;
  readonly worker: URL;
  readonly openSliceStore: (options: SliceStoreOptions) => Promise<SliceStore>;
  readonly destroySlice: (file: string) => void;
  readonly runSync: RunSync;
  readonly onChange: (context: Context) => void;
  /** It is over, and not by leaving. Its slice is closed already. */
  readonly onEnded: (context: Context, why: AppError) => void;
}

/** One file, one writer: a customer is open once on a desk for a person. */
export const OPEN_ELSEWHERE = { text: 'This customer is open in another window already.', next: 'Go on there.' } as const;

/** Answers of the hub that end a grant on this desk, whatever lease there is. */
const WITHDRAWN: ReadonlySet<ErrorCode> = new Set(['grant_ended', 'no_grant']);

export class Contexts {
  readonly #options: ContextsOptions;
  readonly #live = new Set<Context>();
  readonly #syncs = new SyncQueue();
  /** Files whose worker is ending: whoever opens one anew waits for it. */
  readonly #letGo = new Map<string, Promise<void>>();
  /** Contexts for which the hub is being asked: not twice at once. */
  readonly #asking = new Set<Context>();
  readonly #keeper: TokenKeeper;
  readonly #notebooks: Notebooks;
  #closed = false;

  constructor(options: ContextsOptions) {
    this.#options = options;
    const { hub, clock, online, onChange } = options;
    this.#notebooks = new Notebooks({
      hub: hub.cases,
      clock,
      online,
      onChange,
      onCleared: (context, allowed) =>
        this.#narrowed(context, 'Dropped all versions of cases, since cases are of the whole graph', allowed),
    });
    this.#keeper = new TokenKeeper(options.clock, (context) => this.extend(context));
  }

  get live(): readonly Context[] {
    return [...this.#live];
  }

  /** From the hub; or, where it can't be reached, from a lease that an earlier context left on this desk. */
  async assume(session: Session, wanted: AssumeFields): Promise<Result<Context>> {
    const { hub, leases, recorder, remembered } = this.#options;
    if (this.#open(session.person, wanted.grant)) return fail('limit', OPEN_ELSEWHERE);
    const reply = session.token === null ? fail('hub_unreachable') : await hub.assume(session.token, wanted);
    let entered: Result<{ context: Context; share: Buffer }>;
    if (reply.ok) entered = await this.#fromHub(session, wanted, reply.value);
    else if (reply.error.code === 'hub_unreachable') entered = await this.#fromLease(session, wanted);
    else {
      if (WITHDRAWN.has(reply.error.code)) await leases.revoke(session.person, wanted.grant);
      return reply;
    }
    if (!entered.ok) return entered;
    const { context, share } = entered.value;
    // Whatever keeps it from being entered after all: what the hub issued is given back.
    const refused = (error: AppError): Result<never> => {
      share.fill(0);
      this.#giveBack(context.facts.token);
      return { ok: false, error };
    };
    if (this.#closed) return refused(appError('context_ended'));
    if (this.#open(session.person, wanted.grant)) return refused(appError('limit', OPEN_ELSEWHERE));
    const noted = recorder.event(context.subject, 'context.assume', 'ok', {
      targets: [wanted.grant],
      text: purposeText(wanted),
    });
    if (!noted.ok) return refused(noted.error);
    this.#live.add(context);
    this.#options.interrupted.opened(context);
    remembered.set(session.person, wanted.grant, { ticket: wanted.ticket });
    if (context.seesGraph) {
      context.slice = this.#openSlice(context, share);
      this.#notebooks.open(context, this.#notebookFile(context), () =>
        notebookKey(this.#options.device.secret, share, context.facts.grant),
      );
    }
    share.fill(0);
    return ok(context);
  }

  async extend(context: Context): Promise<Result<null>> {
    const { token } = context.facts;
    if (token === null) return fail('hub_unreachable');
    const reply = await this.#options.hub.extend(token);
    if (!reply.ok) {
      this.#refused(context, reply.error);
      return reply;
    }
    return this.#renew(context, context.facts.session, reply.value);
  }

  /**
   * Over by the person's wish. The hub is told where it can be. `asked`: an action that says just this is on record, so
   * that no event needs to (closing a window, signing out and pivoting do).
   */
  async leave(context: Context, asked = false): Promise<void> {
    const { token } = context.facts;
    const { subject } = context;
    if (!context.happened('leave')) return;
    if (!asked) this.#options.recorder.event(subject, 'context.left', 'ok');
    this.#giveBack(token);
    await this.#close(context);
  }

  /** The hub is back: contexts that stood on a lease ask it for a token again, and slices are freshened. */
  async hubIsBack(sessionOf: (context: Context) => Session | null): Promise<void> {
    for (const context of this.live) {
      const session = sessionOf(context);
      if (context.phase === 'away' && session?.token && !this.#asking.has(context)) {
        const { grant, role } = context.facts;
        this.#asking.add(context);
        const reply = await this.#options.hub.assume(session.token, { grant, role, reason: context.reason, ticket: context.ticket });
        this.#asking.delete(context);
        if (reply.ok) await this.#renew(context, session.id, reply.value);
        else this.#refused(context, reply.error);
      }
      void context.slice?.syncNow();
      void context.cases?.sync().catch(() => undefined);
    }
  }

  /** Called every few seconds: what has run out, ends. */
  tick(): void {
    const { clock, leases, online } = this.#options;
    for (const context of this.live) {
      if (!context.expired(clock)) {
        if (online()) this.#keeper.look(context).catch(() => undefined);
        continue;
      }
      const lease = leases.get(context.person, context.facts.grant);
      if (context.phase === 'online' && lease && !online() && context.happened('tokenEndedOnLease')) {
        context.leaseUntil(lease.until, clock);
        this.#options.onChange(context);
      } else if (context.phase === 'online')
        this.#end(context, 'tokenEnded', appError('context_ended', { text: `The context at ${context.facts.mark.name} has expired.` }));
      else this.#end(context, 'leaseEnded', appError('lease_ended'));
    }
  }

  /** A lease was destroyed: what stood on it ends; a slice whose grant was withdrawn goes altogether. */
  leaseGone(grant: GrantId, person: Context['person'], why: 'lease_ended' | 'clock_back' | 'grant_ended'): void {
    for (const context of this.live) {
      if (context.facts.grant !== grant || context.person.subject !== person.subject || context.person.issuer !== person.issuer) continue;
      if (why === 'grant_ended') this.#end(context, 'revoked', withdrawn(context, this.#options.clock.now()));
      else this.#end(context, why === 'clock_back' ? 'clockBack' : 'leaseEnded', appError(why));
    }
  }

  /** For good: the program ends. */
  async closeAll(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.live.map((context) => this.leave(context)));
  }

  #facts(session: Session['id'], { access_token, expires_in, context }: ContextReply): ContextFacts {
    const { id, tenant, ordinal, mark, grant, role, own, slice } = context;
    const ms = expires_in * 1000;
    const { clock } = this.#options;
    return {
      id,
      session,
      tenant,
      ordinal,
      mark,
      grant,
      role,
      own,
      token: access_token,
      allowed: slice,
      expiresAt: clock.now() + ms,
      deadline: clock.steady() + ms,
    };
  }

  async #fromHub(session: Session, wanted: AssumeFields, reply: ContextReply): Promise<Result<{ context: Context; share: Buffer }>> {
    const share = await this.#share(reply);
    if (!share || reply.context.grant !== wanted.grant || reply.context.role !== wanted.role) return fail('hub_refused');
    await this.#options.leases.keep(session.person, session.id, reply.context, share);
    return ok({ context: new Context(session.person, this.#facts(session.id, reply), wanted), share });
  }

  async #fromLease(session: Session, wanted: AssumeFields): Promise<Result<{ context: Context; share: Buffer }>> {
    const { leases, clock } = this.#options;
    const why = leases.tick();
    const lease = leases.get(session.person, wanted.grant);
    if (!lease) return fail(why ?? 'hub_unreachable');
    const issued = leasedContext(lease, wanted.role);
    if (!issued) return fail('hub_unreachable', { text: 'Hub unreachable; this role was not used here before.' });
    const { tenant, ordinal, mark, grant, own, until } = lease;
    const deadline = clock.steady() + (until - clock.now());
    const facts = {
      id: issued.context,
      session: issued.session,
      tenant,
      ordinal,
      mark,
      grant,
      role: wanted.role,
      own,
      token: null,
      allowed: lease.slice,
      expiresAt: until,
      deadline,
    };
    return ok({ context: new Context(session.person, facts, wanted), share: Buffer.from(lease.share, 'base64url') });
  }

  async #renew(context: Context, session: Session['id'], reply: ContextReply): Promise<Result<null>> {
    const share = await this.#share(reply);
    const { tenant, grant, role } = reply.context;
    const same = tenant === context.facts.tenant && grant === context.facts.grant && role === context.facts.role;
    if (!share || !same) return fail('hub_refused');
    // It ended while the hub was asked: nothing of what came stays on the desk.
    if (!context.granted(this.#facts(session, reply))) {
      share.fill(0);
      this.#giveBack(reply.access_token);
      return fail('context_ended');
    }
    const kept = this.#options.leases.keep(context.person, session, reply.context, share);
    share.fill(0);
    // A keychain may keep one waiting: nothing is answered meanwhile that is not allowed any more.
    void context.slice?.allow(reply.context.slice);
    this.#allow(context, reply.context.slice);
    await kept;
    this.#options.onChange(context);
    return ok(null);
  }

  async #share(reply: ContextReply): Promise<Buffer | null> {
    const share = await unwrap(this.#options.device.agreement.privateKey, 'netgraph share', reply.context.share).catch(() => null);
    return share?.length === 32 ? share : null;
  }

  #open(person: Context['person'], grant: GrantId): boolean {
    return this.live.some(
      (context) => context.facts.grant === grant && context.person.issuer === person.issuer && context.person.subject === person.subject,
    );
  }

  #giveBack(token: string | null): void {
    if (token !== null) void this.#options.hub.leave(token);
  }

  #sliceFile({ facts: { tenant, grant }, person: { issuer, subject } }: Context): string {
    return join(this.#options.slicesFolder, sliceFileName({ tenant, issuer, subject, grant }));
  }

  #notebookFile({ facts: { tenant, grant }, person: { issuer, subject } }: Context): string {
    return join(this.#options.slicesFolder, notebookFileName({ tenant, issuer, subject, grant }));
  }

  #openSlice(context: Context, share: Buffer): ContextSlice {
    const { hub, device, worker, openSliceStore, runSync, remembered, online, onChange } = this.#options;
    const { tenant, ordinal, grant, role } = context.facts;
    const key = sliceKey(device.secret, share, grant);
    const file = this.#sliceFile(context);
    return new ContextSlice({
      known: existsSync(file) ? (remembered.get(context.person, grant).slice?.at ?? null) : null,
      open: async () => {
        await this.#letGo.get(file);
        return openSliceStore({ worker, file, key, ordinal, tenant, grant, role });
      },
      allowed: context.facts.allowed,
      runSync,
      transport: hub.feed(() => context.facts.token ?? ''),
      turns: this.#syncs.turns(),
      tenant,
      agreementKey: device.agreement.privateKey,
      mayFetch: () => online() && context.phase === 'online',
      onState: () => onChange(context),
      onReady: ({ at, nodes, edges }) => {
        const known = remembered.get(context.person, grant).slice;
        const records = nodes + edges;
        if (at !== null && (known === null || known.records !== records || at - known.at > 300_000))
          remembered.set(context.person, grant, { slice: { at, records } });
      },
      onChanging: () => context.export?.abort(),
      onAllowed: (slice) => this.#allow(context, slice),
      onNarrowed: (slice) => this.#narrowed(context, 'Dropped what held more than the grant allows, or may have', slice),
      onRefused: (error) => this.#refused(context, error),
    });
  }

  /** The hub allows this by now: its lease says so from here on, and its notebook holds to it. */
  #allow(context: Context, allowed: SliceSpec): void {
    this.#options.leases.allow(context.person, context.facts.grant, allowed);
    if (context.live && context.seesGraph) this.#notebooks.allow(context, this.#notebookFile(context), allowed);
  }

  /** Records have left the desk because the grant allows less: the customer's log says so, and no export brings them out any more. */
  #narrowed(context: Context, dropped: string, { kinds, since }: SliceSpec): void {
    context.export?.abort();
    const what = kinds === null ? 'all kinds' : kinds.join(', ');
    const text = `${dropped}; left: ${what}${since === null ? '' : ` since ${new Date(since).toISOString()}`}.`;
    this.#options.recorder.event(context.subject, 'slice.narrowed', 'ok', { targets: [context.facts.grant], text });
  }

  /** The hub refused in this context's name: it may be over. */
  #refused(context: Context, error: AppError): void {
    const { clock } = this.#options;
    if (WITHDRAWN.has(error.code)) {
      this.#end(context, 'revoked', withdrawn(context, clock.now()));
      void this.#options.leases.revoke(context.person, context.facts.grant);
    } else if (error.code === 'context_ended')
      this.#end(context, 'revoked', appError('context_ended', { text: endedLine(context, clock.now()) }));
  }

  #end(context: Context, event: 'tokenEnded' | 'leaseEnded' | 'clockBack' | 'revoked', why: AppError): void {
    const { subject } = context;
    if (!context.happened(event)) return;
    this.#options.recorder.event(subject, 'context.ended', why.code);
    const [file, notebook] = [this.#sliceFile(context), this.#notebookFile(context)];
    void this.#close(context)
      .then(() => {
        if (why.code !== 'grant_ended') return;
        this.#options.destroySlice(file);
        destroyNotebook(notebook);
      })
      // A file that can't be removed is noise: its key is gone.
      .catch(() => undefined);
    this.#options.onEnded(context, why);
  }

  async #close(context: Context): Promise<void> {
    this.#live.delete(context);
    context.export?.abort();
    this.#options.interrupted.closed(context);
    this.#notebooks.close(context);
    if (!context.slice) return;
    const file = this.#sliceFile(context);
    const closed = context.slice.close();
    this.#letGo.set(file, closed);
    await closed;
    if (this.#letGo.get(file) === closed) this.#letGo.delete(file);
  }
}

/** `now`: Unix ms; the line has the time of day, UTC. */
const endedLine = ({ facts }: Context, now: number): string =>
  `${facts.mark.name} ended your context at ${new Date(now).toISOString().slice(11, 16)}.`;

const withdrawn = (context: Context, now: number): AppError => appError('grant_ended', { text: endedLine(context, now) });
