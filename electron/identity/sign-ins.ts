/** A group's way from "sign in" to a session and back, step by step, as its windows show it. */
import { errorOf, fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { Recorder } from '../audit/recorder.ts';
import type { Clock } from '../clock.ts';
import type { Group } from '../shell/desk-window.ts';
import type { Connection } from '../sync/connection.ts';
import type { HubClient } from '../sync/transport.ts';
import type { Device } from './device.ts';
import { sessionSubject } from './session.ts';
import type { KeptSessions, Session } from './session.ts';
import { signInWithBrowser } from './sign-in.ts';
import type { SignInOptions } from './sign-in.ts';

export interface SignInsOptions {
  readonly hub: HubClient;
  readonly connection: Connection;
  readonly device: Device;
  readonly deviceName: string;
  readonly kept: KeptSessions;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly openBrowser: SignInOptions['openBrowser'];
  /** This session is open in one of the desk's windows. */
  readonly isOpen: (session: Session) => boolean;
  readonly onStep: (group: Group) => void;
  /** Somebody is signed in. Resolves to what keeps them from going on, if anything does. */
  readonly onSession: (group: Group, session: Session) => Promise<AppError | null>;
}

export class SignIns {
  readonly #options: SignInsOptions;

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /** Begins; the rest shows in the group's windows. One at a time in a group: a new one cancels the last. */
  begin(group: Group, code: string | null): void {
    this.cancel(group);
    const abort = new AbortController();
    group.abort = abort;
    this.#step(group, 'browser', null);
    const run = this.#run(group, code, abort.signal).catch((error: unknown): Result<Session> => ({ ok: false, error: errorOf(error) }));
    void run.then(async (ended) => {
      if (group.abort !== abort) return;
      group.abort = null;
      if (!ended.ok) return this.#step(group, 'idle', ended.error);
      const problem = await this.#options.onSession(group, ended.value).catch(errorOf);
      this.#step(group, 'idle', problem);
    });
  }

  cancel(group: Group): void {
    if (!group.abort) return;
    group.abort.abort();
    group.abort = null;
    this.#step(group, 'idle', fail('sign_in_cancelled').error);
  }

  async #run(group: Group, code: string | null, signal: AbortSignal): Promise<Result<Session>> {
    const { hub, connection, device, deviceName, kept, recorder, clock, openBrowser } = this.#options;
    const about = await connection.ask();
    if (!about) return this.#resume(code === null ? 'mssp' : 'customer');
    const issuer = code === null ? ok(about.issuer) : await hub.issuer(code);
    if (!issuer.ok) return issuer;
    if (signal.aborted) return fail('sign_in_cancelled');
    const onAnswer = (): void => this.#step(group, 'finishing', null);
    const idToken = await signInWithBrowser({ issuer: issuer.value, device: device.id, openBrowser, signal, onAnswer });
    if (!idToken.ok) return idToken;
    const reply = await hub.signIn(idToken.value, device.agreement.publicKey, deviceName);
    if (!reply.ok) return reply;
    const { id, person, home, expiresAt } = reply.value.session;
    const session: Session = {
      id,
      person,
      home,
      token: reply.value.access_token,
      expiresAt: Math.min(expiresAt, clock.now() + reply.value.expires_in * 1000),
    };
    const noted = recorder.event(sessionSubject(session), 'session.begun', 'ok');
    if (!noted.ok) return noted;
    await kept.keep(session);
    if (!signal.aborted) return ok(session);
    // Cancelled meanwhile: nobody may go on with it later.
    recorder.event(sessionSubject(session), 'session.ended', 'sign_in_cancelled');
    await kept.forget(session);
    return fail('sign_in_cancelled');
  }

  /**
   * While the hub is away: the one person who is still signed in on this desk goes on, by the way they came: who signs in with
   * a customer's code is no analyst of the MSSP. With several nobody can tell who asks.
   */
  async #resume(home: Session['home']): Promise<Result<Session>> {
    const { kept, recorder, clock } = this.#options;
    const all = (await kept.all(clock.now())).sort((a, b) => b.expiresAt - a.expiresAt);
    const session = all[0];
    const alone = all.every(({ person }) => person.issuer === session?.person.issuer && person.subject === session.person.subject);
    if (!session || !alone || session.home !== home || this.#options.isOpen(session))
      return fail('hub_unreachable', { next: 'Signing in needs the hub; try again later.' });
    const noted = recorder.event(sessionSubject(session), 'session.resumed', 'ok');
    return noted.ok ? ok(session) : noted;
  }

  #step(group: Group, phase: Group['signIn']['phase'], error: AppError | null): void {
    group.signIn = { phase, error };
    this.#options.onStep(group);
  }
}
