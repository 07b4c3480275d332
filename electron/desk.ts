/** The workstation without its window system: everything that main does, put together, so that it runs under plain Node too. */
import { join } from 'node:path';
import { RefusalCounter } from '../shared/audit/refusal-counter.ts';
import { AppFailure, appError, errorOf, ok } from '../shared/errors.ts';
import type { AppError, Result } from '../shared/errors.ts';
import type { WindowState } from '../shared/contract/state.ts';
import type { ActionDesk } from './actions/domain.ts';
import { makeHandlers } from './actions/index.ts';
import { DeskLog } from './desk-log.ts';
import { NOBODY } from './audit/draft.ts';
import { Recorder } from './audit/recorder.ts';
import { UnlockNotes } from './audit/unlock-notes.ts';
import type { Clock } from './clock.ts';
import type { Context } from './context/context.ts';
import { removePartials } from './export/file.ts';
import { makeGate } from './gate/gate.ts';
import type { Gate } from './gate/gate.ts';
import type { VaultChoice } from './identity/choose-vault.ts';
import { openSealedFile, sealedFileExists } from './identity/sealed-file.ts';
import { SignIns } from './identity/sign-ins.ts';
import type { Session } from './identity/session.ts';
import type { SignInOptions } from './identity/sign-in.ts';
import type { Vault } from './identity/vault.ts';
import { openLocal } from './local.ts';
import type { Local } from './local.ts';
import { People } from './people.ts';
import { Settings } from './settings.ts';
import { Group } from './shell/desk-window.ts';
import type { DeskWindow, Shell } from './shell/desk-window.ts';
import { DeskWindows } from './shell/desk-windows.ts';
import { Connection } from './sync/connection.ts';
import { askAbout } from './sync/transport.ts';

export interface DeskOptions {
  readonly hubUrl: string;
  /** This profile's own folder (0700). */
  readonly folder: string;
  readonly deviceName: string;
  readonly shell: Shell;
  readonly clock: Clock;
  readonly worker: URL;
  /** Where `electron/export/worker.ts` (or its bundle) is, and the folder that exports are put into. */
  readonly exportWorker: URL;
  readonly exportsFolder: string;
  readonly chooseVault: (folder: string) => Promise<Result<VaultChoice>>;
  readonly openBrowser: SignInOptions['openBrowser'];
  readonly onFault: (where: string, error: unknown) => void;
  /** The last window was closed, and all is written down. */
  readonly onEnd: () => void;
}

/** What keeps the keys shut. `file`: the sealed file that a passphrase opens, or null where they are in a keychain. */
interface Unlock {
  readonly file: string | null;
  readonly first: boolean;
  readonly error: AppError | null;
}

const TICK_MS = 2_000;
/** How long the end of the program waits for the last records to go out. */
const PARTING_MS = 1_500;

export class Desk implements ActionDesk {
  readonly windows: DeskWindows;
  readonly connection: Connection;
  readonly recorder: Recorder;
  readonly people: People;
  readonly settings: Settings;
  readonly exports: ActionDesk['exports'];
  readonly gate: Gate<DeskWindow>;
  readonly #options: DeskOptions;
  readonly #log: DeskLog;
  readonly #refusals: RefusalCounter;
  #local: Local | null = null;
  #signIns: SignIns | null = null;
  #unlock: Unlock | null = null;
  #writable = true;
  #ticker: NodeJS.Timeout | null = null;
  #telling: NodeJS.Timeout | null = null;
  #wasOnline = false;
  #ended: Promise<void> | null = null;

  constructor(given: DeskOptions) {
    const { hubUrl, folder, clock, shell } = given;
    const now = (): number => clock.now();
    this.settings = new Settings(join(folder, 'settings.json'));
    this.exports = { worker: given.exportWorker, folder: given.exportsFolder, now };
    this.#log = new DeskLog(join(folder, 'desk.log'), now);
    const onFault = (where: string, error: unknown): void => {
      this.#log.fault(where, error);
      given.onFault(where, error);
    };
    const options = { ...given, onFault };
    this.#options = options;
    this.connection = new Connection({ about: () => askAbout(hubUrl), now, onChange: () => this.#connectionChanged() });
    const notes = new UnlockNotes(join(folder, 'before-unlock'), now);
    this.recorder = new Recorder({ notes, offline: () => !this.connection.online, onWritten: (worked) => this.#written(worked) });
    this.#refusals = new RefusalCounter({
      record: (action, code, count) => this.recorder.refusal(NOBODY, action, code, count),
      steady: () => clock.steady(),
    });
    this.windows = new DeskWindows({
      shell,
      stateOf: (window) => this.#stateOf(window),
      onClosed: (window) => this.#windowClosed(window),
      onBroken: (window) => void this.leave(window).catch((error: unknown) => options.onFault('leave', error)),
      now,
      onLast: () => void this.end(),
    });
    this.people = new People({ windows: this.windows, recorder: this.recorder, local: () => this.local });
    this.gate = makeGate({
      handlers: makeHandlers(this),
      recorder: this.recorder,
      refusals: this.#refusals,
      checkClocks: () => this.#checkClocks(),
      onFault: options.onFault,
    });
  }

  /** Opens the first window, then the keys, then asks for the hub. Resolves when somebody can sign in or unlock. */
  async start(): Promise<void> {
    this.windows.open(new Group(), 'starting');
    removePartials(this.exports.folder, this.now());
    const choice = await this.#options.chooseVault(this.#options.folder);
    if (!choice.ok) this.#needsUnlock({ first: false, file: null, error: choice.error });
    else if (choice.value.kind === 'passphrase') this.#needsUnlock({ first: choice.value.first, file: choice.value.file, error: null });
    else
      await this.#open(choice.value.vault).catch((error: unknown) =>
        this.#needsUnlock({ first: false, file: null, error: errorOf(error) }),
      );
    const look = (): void => void this.tick().catch((error: unknown) => this.#options.onFault('tick', error));
    this.#ticker = setInterval(look, TICK_MS).unref();
    await this.connection.start();
    this.windows.warmUp();
  }

  /** Throws `keychain` before the keys are open. */
  get local(): Local {
    if (!this.#local) throw new AppFailure('keychain');
    return this.#local;
  }

  now(): number {
    return this.#options.clock.now();
  }

  get signIns(): SignIns {
    if (!this.#signIns) throw new AppFailure('keychain');
    return this.#signIns;
  }

  async unlock(passphrase: string): Promise<Result<Record<string, never>>> {
    const { file, error: before } = this.#unlock ?? { file: null, error: null };
    if (file === null) return { ok: false, error: before ?? appError('keychain') };
    try {
      await this.#open(await openSealedFile(file, passphrase));
      return ok({});
    } catch (error) {
      this.#unlock = { file, first: !sealedFileExists(file), error: errorOf(error) };
      this.windows.tellAll();
      return { ok: false, error: errorOf(error) };
    }
  }

  /** Nobody is at the desk: contexts are left, and where the hub can be asked again people are signed out. */
  async lock(): Promise<void> {
    if (!this.#local) return;
    const why = appError('no_session', { text: 'Locked: nobody was at the desk.' });
    // Each by itself: a keychain that is locked already must not leave the others open.
    await Promise.allSettled(
      this.connection.online
        ? [...this.people.groups].map((group) => this.people.signOut(group, why))
        : this.windows.all.map((window) => this.leave(window)),
    );
  }

  /** Leaves the window's customer and shows what this person sees without one. */
  async leave(window: DeskWindow, asked = false): Promise<void> {
    const { context } = window;
    if (!context) return;
    await this.local.contexts.leave(context, asked);
    // Meanwhile the window may have become another customer's.
    if (window.context !== context) return;
    if (window.group.session?.home === 'customer') await this.people.signOut(window.group, null);
    else this.windows.renew(window, 'floor', null);
  }

  /** Looks at the clocks. Called every few seconds. */
  async tick(): Promise<void> {
    const local = this.#local;
    if (!local) return;
    this.#refusals.flush();
    this.#checkClocks();
    await Promise.all([local.leases.settled(), this.people.expire(this.now())]);
  }

  /** Ends what has run out: leases, and contexts that stand on one or on their own time. */
  #checkClocks(): void {
    this.#local?.leases.tick();
    this.#local?.contexts.tick();
  }

  /** The person ends the program: as if each window were closed, and it ends with the last. */
  quit(): void {
    if (this.windows.all.length === 0) void this.end();
    for (const window of this.windows.all) this.windows.askToClose(window);
  }

  /** Leaves what is open, writes it down, and lets go of everything. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    if (this.#ticker) clearInterval(this.#ticker);
    if (this.#telling) clearTimeout(this.#telling);
    this.connection.stop();
    try {
      if (this.#local) await this.#part(this.#local);
    } catch (error) {
      this.#options.onFault('end', error);
    }
    this.windows.destroyAll();
    this.#options.onEnd();
  }

  async #part(local: Local): Promise<void> {
    this.#refusals.flush(true);
    await local.contexts.closeAll();
    local.interrupted.ended();
    const late = new Promise((resolve) => setTimeout(resolve, PARTING_MS).unref());
    await Promise.race([local.forwarder.drain(), late]);
    local.forwarder.stop();
    // A keychain that doesn't answer keeps nobody from ending the program.
    await Promise.race([local.leases.close(), new Promise((resolve) => setTimeout(resolve, PARTING_MS).unref())]);
    local.outbox.close();
    await local.spare.end();
  }

  async #open(vault: Vault): Promise<void> {
    const { folder, hubUrl, clock, worker, deviceName, openBrowser } = this.#options;
    const { recorder, connection } = this;
    const local = await openLocal({
      folder,
      hubUrl,
      vault,
      recorder,
      connection,
      clock,
      worker,
      log: this.#log,
      tokens: () => this.people.tokens(),
      onAudit: () => this.tellSoon(),
      onContext: () => this.tellSoon(),
      onContextEnded: (context, why) => this.#contextEnded(context, why),
    });
    this.#local = local;
    const { hub, device, kept } = local;
    this.#signIns = new SignIns({
      hub,
      connection,
      device,
      deviceName,
      kept,
      recorder,
      clock,
      openBrowser,
      isOpen: ({ id }) => [...this.people.groups].some(({ session }) => session?.id === id),
      onStep: () => this.windows.tellAll(),
      onSession: (group, session) => this.people.entered(group, session),
    });
    this.#unlock = null;
    for (const window of this.windows.all) this.windows.turn(window, 'signIn');
  }

  #needsUnlock(unlock: Unlock): void {
    this.#unlock = unlock;
    for (const window of this.windows.all) this.windows.turn(window, 'unlock');
  }

  #contextEnded(context: Context, why: AppError): void {
    for (const window of this.windows.all) {
      if (window.context !== context) continue;
      const { group } = window;
      // A customer's own people have nothing to return to: they sign in again.
      if (group.session?.home === 'customer')
        this.people.signOut(group, why).catch((error: unknown) => this.#options.onFault('sign out', error));
      else this.windows.renew(window, 'floor', null, why);
    }
  }

  #windowClosed(window: DeskWindow): void {
    if (this.#ended) return;
    if (window.context) void this.local.contexts.leave(window.context);
    if (this.windows.of(window.group).length === 0) this.#signIns?.cancel(window.group);
  }

  #connectionChanged(): void {
    const back = this.connection.online && !this.#wasOnline;
    this.#wasOnline = this.connection.online;
    if (back && this.#local) {
      this.#local.forwarder.retryNow();
      const sessionOf = (context: Context): Session | null =>
        this.windows.all.find((window) => window.context === context)?.group.session ?? null;
      Promise.all([this.#local.contexts.hubIsBack(sessionOf), this.people.checkLeases()]).catch((error: unknown) =>
        this.#options.onFault('hub is back', error),
      );
    }
    this.tellSoon();
  }

  #written(worked: boolean): void {
    this.#local?.forwarder.nudge();
    this.#writable = worked;
    this.tellSoon();
  }

  /** All windows, shortly: changes that come in a row are told once. */
  tellSoon(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.windows.tellAll();
    }, 50).unref();
  }

  #stateOf(window: DeskWindow): WindowState {
    const { context, group } = window;
    const session = group.session;
    const lease = context && this.#local?.leases.get(context.person, context.facts.grant);
    return {
      epoch: window.epoch,
      screen: window.screen,
      hub: this.connection.state,
      signIn: group.signIn,
      unlock: this.#unlock && { passphrase: this.#unlock.file !== null, first: this.#unlock.first, error: this.#unlock.error },
      person: session && { name: session.person.name, issuer: session.person.issuer, home: session.home },
      context: context?.state(lease?.until ?? null) ?? null,
      sync: context?.sync ?? { phase: 'none', done: 0, total: 0, sliceAt: null, error: null },
      audit: { unsent: this.#local?.outbox.unsent ?? 0, writable: this.#writable },
      recovered: window.recovered,
      closing: window.closing,
      theme: this.settings.theme,
      ended: window.ended ?? (this.#local?.auditError()?.code === 'device_suspended' ? this.#local.auditError() : null),
    };
  }
}
