/**
 * A whole desk under plain Node: real gate, outbox, vault, store and contexts; only nothing is drawn. Its windows keep
 * what they were told. A lease can be put into it, as an earlier online context would have left it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionInput, ActionName, ActionOutput } from '../../shared/contract/index.ts';
import type { WindowState } from '../../shared/contract/state.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { ContextId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import type { Role } from '../../shared/access/roles.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import type { ContextGranted } from '../../shared/protocol/token.ts';
import { systemClock } from '../../electron/clock.ts';
import type { Clock } from '../../electron/clock.ts';
import { Leases } from '../../electron/context/leases.ts';
import { Desk } from '../../electron/desk.ts';
import type { DeskOptions } from '../../electron/desk.ts';
import { openDevice } from '../../electron/identity/device.ts';
import { openSealedFile } from '../../electron/identity/sealed-file.ts';
import { KeptSessions } from '../../electron/identity/session.ts';
import type { Bounds, DeskWindow, Shell, ShellWindow } from '../../electron/shell/desk-window.ts';

export const PASSPHRASE = 'correct horse battery staple';
const AWAY = 'http://127.0.0.1:9';
export const WORKER = new URL('../../electron/store/worker.ts', import.meta.url);
const DAY = 86_400_000;

export class PlainWindow implements ShellWindow {
  static next = 1;
  readonly contents = PlainWindow.next++;
  readonly loaded = Promise.resolve();
  readonly told: WindowState[] = [];
  title = '';
  isProtected = false;
  shown = false;
  destroyed = false;
  #bounds: Bounds = { x: 0, y: 0, width: 1440, height: 900 };
  readonly #closing: (() => void)[] = [];
  readonly #closed: (() => void)[] = [];
  readonly #failed: (() => void)[] = [];

  tell(state: WindowState): void {
    this.told.push(state);
  }
  show(): void {
    this.shown = true;
  }
  focus(): void {
    return;
  }
  bounds(): Bounds {
    return this.#bounds;
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }
  setTitle(title: string): void {
    this.#alive();
    this.title = title;
  }
  protect(on: boolean): void {
    this.#alive();
    this.isProtected = on;
  }
  /** As Electron's windows are. */
  #alive(): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
  }
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    for (const listener of this.#closed) listener();
  }
  onFailed(listener: () => void): void {
    this.#failed.push(listener);
  }
  /** As when the page's process is killed. */
  fail(): void {
    for (const listener of this.#failed) listener();
  }
  onClosing(listener: () => void): void {
    this.#closing.push(listener);
  }
  /** As the person does it. */
  closeIt(): void {
    for (const listener of this.#closing) listener();
  }
  onClosed(listener: () => void): void {
    this.#closed.push(listener);
  }
}

export interface TestDesk {
  readonly desk: Desk;
  readonly shells: PlainWindow[];
  readonly folder: string;
  /** What went wrong inside handlers. */
  readonly faults: string[];
  window(): DeskWindow;
  act<Name extends ActionName>(name: Name, input: ActionInput<Name>, window?: DeskWindow): Promise<Result<ActionOutput<Name>>>;
  state(window?: DeskWindow): WindowState;
}

export function newFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-desk-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a desk on `folder` whose keys are in a sealed file, and opens it. */
export async function startDesk(options: Partial<DeskOptions> & { readonly folder: string }): Promise<TestDesk> {
  const shells: PlainWindow[] = [];
  const faults: string[] = [];
  const shell: Shell = {
    blank: () => {
      const made = new PlainWindow();
      shells.push(made);
      return made;
    },
  };
  const file = join(options.folder, 'keys.sealed');
  const desk = new Desk({
    hubUrl: AWAY,
    deviceName: 'test desk',
    shell,
    clock: systemClock,
    worker: WORKER,
    exportWorker: new URL('../../electron/export/worker.ts', import.meta.url),
    exportsFolder: join(options.folder, 'downloads'),
    chooseVault: async () => ok({ kind: 'passphrase', file, first: false }),
    openBrowser: async () => ok(null),
    onFault: (where, error) => faults.push(`${where}: ${String(error)}`),
    onEnd: () => undefined,
    ...options,
  });
  await desk.start();
  const window = (): DeskWindow => {
    const first = desk.windows.all[0];
    if (!first) throw new Error('no window');
    return first;
  };
  const act: TestDesk['act'] = async (name, input, on = window()) =>
    (await desk.gate({ window: on, source: `contents ${on.shell.contents}` }, { name, input, epoch: on.epoch })) as never;
  const state = (on = window()): WindowState => {
    const told = (on.shell as PlainWindow).told.at(-1);
    if (!told) throw new Error('nothing told');
    return told;
  };
  return { desk, shells, folder: options.folder, faults, window, act, state };
}

export async function until(what: () => boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!what()) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${String(what)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const ANALYST = { issuer: 'mssp', subject: 'dana', name: 'Dana' };
export const CUSTOMER = {
  tenant: '11111111-1111-4111-8111-111111111111' as TenantId,
  grant: '33333333-3333-4333-8333-333333333333' as GrantId,
  name: 'Alder Works',
};
export const OTHER_CUSTOMER = {
  tenant: '22222222-2222-4222-8222-222222222222' as TenantId,
  grant: '44444444-4444-4444-8444-444444444444' as GrantId,
  name: 'Birch Bank',
};

/** Puts into `folder` what an analyst's online contexts would have left: the kept session and a lease a customer. */
export async function leaveLeases(
  folder: string,
  options: { hours?: number; role?: Role; clock?: Clock; customers?: readonly (typeof CUSTOMER)[] } = {},
): Promise<void> {
  const { hours = 8, role = 'investigator', clock = systemClock, customers = [CUSTOMER, OTHER_CUSTOMER] } = options;
  mkdirSync(folder, { recursive: true });
  const vault = await openSealedFile(join(folder, 'keys.sealed'), PASSPHRASE);
  await openDevice(vault);
  const session = '55555555-5555-4555-8555-555555555555' as SessionId;
  await new KeptSessions(vault).keep({ id: session, person: ANALYST, home: 'mssp', token: null, expiresAt: clock.now() + DAY });
  const leases = await Leases.open({ vault, clock, floor: 0, onDestroyed: () => undefined });
  for (const [at, { tenant, grant, name }] of customers.entries()) {
    const granted: ContextGranted = {
      id: `6666666${at}-6666-4666-8666-666666666666` as ContextId,
      tenant,
      ordinal: at + 1,
      mark: { name, monogram: `C0${at}`, colour: at, pattern: at },
      grant,
      role,
      own: false,
      expiresAt: clock.now() + 3_600_000,
      grantUntil: clock.now() + 30 * DAY,
      offlineHours: hours,
      slice: WHOLE_SLICE,
      share: { enc: '', box: '' },
    };
    await leases.keep(ANALYST, session, granted, Buffer.alloc(32, at + 1));
  }
  await leases.close();
}

/** Unlocked, and signed in with the kept session while the hub is away. */
export async function signedInOffline(test: TestDesk): Promise<void> {
  const unlocked = await test.act('identity.unlock', { passphrase: PASSPHRASE });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  await test.act('identity.signIn', { code: null });
  await until(() => test.window().screen === 'floor');
}

/** Assumes the customer from the first window, in its place. */
export async function assumed(test: TestDesk, customer = CUSTOMER): Promise<Result<unknown>> {
  await test.act('floor.read', {});
  return test.act('context.assume', {
    grant: customer.grant,
    role: 'investigator',
    reason: 'a look around',
    ticket: 'T-1',
    window: 'here',
  });
}
