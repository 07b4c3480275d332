/** Who is signed in where: what follows a sign-in, and how it ends. */
import type { Role } from '../shared/access/roles.ts';
import { NO_TICKET } from '../shared/contract/context.ts';
import type { Screen } from '../shared/contract/state.ts';
import { appError, fail, ok } from '../shared/errors.ts';
import type { AppError, Result } from '../shared/errors.ts';
import type { GrantId } from '../shared/graph/ids.ts';
import type { Recorder } from './audit/recorder.ts';
import type { Context } from './context/context.ts';
import { sessionSubject } from './identity/session.ts';
import type { Session } from './identity/session.ts';
import type { Local } from './local.ts';
import type { Group } from './shell/desk-window.ts';
import type { DeskWindows } from './shell/desk-windows.ts';

export interface PeopleOptions {
  readonly windows: DeskWindows;
  readonly recorder: Recorder;
  readonly local: () => Local;
}

/** Where a context leads: a role that doesn't see the graph starts at the log. */
export const screenOf = (context: Context): Screen => (context.seesGraph ? 'workbench' : 'audit');

export class People {
  readonly #options: PeopleOptions;
  /** Tokens of who just signed out: their last records still go out under them. */
  readonly #parting = new Set<string>();

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  get groups(): ReadonlySet<Group> {
    return new Set(this.#options.windows.all.map(({ group }) => group));
  }

  /** Tokens of all sessions that are open on this desk. */
  tokens(): string[] {
    return [...[...this.groups].flatMap(({ session }) => (session?.token ? [session.token] : [])), ...this.#parting];
  }

  /** Signs out whose sign-in has run out. `now`: Unix ms. */
  async expire(now: number): Promise<void> {
    const over = [...this.groups].filter(({ session }) => session !== null && session.expiresAt <= now);
    await Promise.all(over.map((group) => this.signOut(group, appError('no_session', { text: 'Your sign-in has expired.' }))));
  }

  /** The hub is back: leases of what was withdrawn meanwhile go, also where nobody is inside. */
  async checkLeases(): Promise<void> {
    const { hub, leases } = this.#options.local();
    for (const { session } of this.groups) {
      const floor = session?.token ? await hub.floor(session.token) : null;
      if (session && floor?.ok) leases.agree(session.person, floor.value.customers);
    }
  }

  /** Everybody in this group is signed out; one window stays, for the next person. */
  async signOut(group: Group, why: AppError | null): Promise<void> {
    const { session } = group;
    if (!session) return;
    const { contexts, kept } = this.#options.local();
    const windows = this.#options.windows.of(group);
    const stays = windows.find(({ opener }) => opener === null);
    const left = windows.flatMap(({ context }) => (context ? [contexts.leave(context)] : []));
    this.#options.recorder.event(sessionSubject(session), 'session.ended', why?.code ?? 'ok');
    // All at once, before anything is waited for: what was asked before and answers later finds nobody signed in.
    group.session = null;
    group.signIn = { phase: 'idle', error: why };
    for (const window of windows) if (window !== stays) this.#options.windows.close(window);
    if (stays) this.#options.windows.renew(stays, 'signIn', null);
    try {
      await Promise.all(left);
      await kept.forget(session);
    } finally {
      this.#part(session);
    }
  }

  /** Somebody is signed in. Gives what keeps them from going on, or null. */
  async entered(group: Group, session: Session): Promise<AppError | null> {
    if (this.#options.windows.of(group).length === 0) return null;
    group.session = session;
    this.#options.local().forwarder.retryNow();
    if (session.home === 'mssp') {
      for (const window of this.#options.windows.of(group)) this.#options.windows.change(window, 'floor', null);
      return null;
    }
    const entered = await this.#enterOwn(group, session);
    if (entered.ok) return null;
    if (group.session !== session) return group.signIn.error;
    group.session = null;
    for (const window of this.#options.windows.of(group)) this.#options.windows.change(window, 'signIn', null);
    return entered.error;
  }

  #part({ token }: Session): void {
    if (token === null) return;
    this.#parting.add(token);
    // After the outcome of the action that signed out.
    setImmediate(() => {
      const { forwarder } = this.#options.local();
      void forwarder.drain().finally(() => this.#parting.delete(token));
    });
  }

  /** A customer's own people have one customer and act as themselves: they start inside, without a floor. */
  async #enterOwn(group: Group, session: Session): Promise<Result<null>> {
    const { hub, contexts, leases } = this.#options.local();
    const floor = session.token === null ? fail('hub_unreachable') : await hub.floor(session.token);
    const row = floor.ok
      ? floor.value.customers[0]
      : leases.of(session.person).map(({ grant, contexts: roles }) => ({ grant, roles: Object.keys(roles) }))[0];
    if (!row) return floor.ok ? fail('no_grant') : floor;
    const role = (row.roles.includes('lead') ? 'lead' : row.roles[0]) as Role;
    const grant = row.grant as GrantId;
    const intent = this.#options.recorder.intent(sessionSubject(session), 'context.assume', { targets: [grant], text: null });
    if (!intent.ok) return intent;
    const context = await contexts.assume(session, { grant, role, reason: 'own work', ticket: NO_TICKET });
    const outcome = this.#options.recorder.outcome(
      sessionSubject(session),
      'context.assume',
      intent.value,
      context.ok ? 'ok' : context.error.code,
    );
    if (!context.ok) return context;
    // Meanwhile the person may have signed out, or closed the window.
    const gone = group.session !== session || this.#options.windows.of(group).length === 0;
    if (!outcome.ok || gone) {
      await contexts.leave(context.value);
      return outcome.ok ? fail('sign_in_cancelled') : outcome;
    }
    for (const window of this.#options.windows.of(group)) this.#options.windows.change(window, screenOf(context.value), context.value);
    return ok(null);
  }
}
