/**
 * One Chromium for all windows of the workstation. It starts without a window; a further window on a display is a second
 * start on the same profile, which hands over to the first and ends, because only that way makes a window without tabs.
 * Each new target waits until it is wired, so no page runs before its preload does.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Cdp } from './cdp.ts';
import { chromiumFlags, findChromium } from './flags.ts';

/** Told apart here; and an automated Chromium refuses the hand-over that opens further windows. */
const NOT_FORWARDED = /^--(user-data-dir|headless|enable-automation|enable-logging|log-level)\b/;

export interface Target {
  readonly targetId: string;
  readonly sessionId: string;
  readonly openerId: string | null;
  /** What it was asked to show. */
  readonly url: string;
}

interface Attached {
  readonly sessionId: string;
  readonly targetInfo: { readonly targetId: string; readonly type: string; readonly url: string; readonly openerId?: string };
}

export interface WindowPlace {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly x: number | undefined;
  readonly y: number | undefined;
}

export class Chromium {
  readonly cdp: Cdp;
  readonly headless: boolean;
  readonly #binary: string;
  readonly #flags: readonly string[];
  readonly #awaited = new Map<string, (target: Target) => void>();
  readonly #exited: Promise<void>;
  #orphan: (target: Target) => void = () => undefined;

  private constructor(cdp: Cdp, binary: string, flags: readonly string[], headless: boolean, exited: Promise<void>) {
    this.cdp = cdp;
    this.#exited = exited;
    this.#binary = binary;
    this.#flags = flags;
    this.headless = headless;
    cdp.onEvent((event) => {
      if (event.method === 'Target.attachedToTarget') this.#attached(event.params as unknown as Attached);
    });
  }

  /** Resolves when requests are intercepted and new targets wait. */
  static async start(forwarded: readonly string[]): Promise<Chromium> {
    const binary = findChromium();
    if (!binary) throw new Error('No Chromium found. Install it (on Debian: apt-get install chromium) or name it in NETGRAPH_CHROMIUM.');
    const driven = forwarded.find((flag) => flag.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length);
    const profile = driven ?? mkdtempSync(join(tmpdir(), 'netgraph-window-'));
    const headless = forwarded.some((flag) => flag.startsWith('--headless')) || !(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
    const own = forwarded.filter((flag) => !NOT_FORWARDED.test(flag));
    const flags = chromiumFlags({ profile, headless, forwarded: own });
    const child = spawn(binary, [...flags, '--remote-debugging-pipe', '--no-startup-window'], {
      stdio: ['ignore', 'ignore', process.env['NETGRAPH_STAND_IN_LOG'] ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    const forget = (): void => {
      if (!driven) rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    };
    process.once('exit', forget);
    const exited = new Promise<void>((resolve) => {
      child.once('exit', () => {
        forget();
        resolve();
      });
    });
    const [, , , input, output] = child.stdio;
    const cdp = new Cdp(input as Writable, output as Readable);
    const handedOver = flags.filter((flag) => !flag.startsWith('--remote-debugging'));
    const chromium = new Chromium(cdp, binary, handedOver, headless, exited);
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
    await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter: [{ type: 'page' }] });
    await cdp.send('Browser.grantPermissions', { permissions: [] });
    return chromium;
  }

  /** A page that asked for a further window: it waits, and has not run anything. */
  onOrphan(listener: (target: Target) => void): void {
    this.#orphan = listener;
  }

  /** Opens a window at a URL that nobody else uses; its target waits for `Runtime.runIfWaitingForDebugger`. */
  open(place: WindowPlace): Promise<Target> {
    const { promise, resolve, reject } = Promise.withResolvers<Target>();
    this.#awaited.set(place.url, resolve);
    if (this.headless) {
      const { url, width, height } = place;
      this.cdp.send('Target.createTarget', { url, width, height, newWindow: true }).catch(reject);
    } else {
      const position = place.x === undefined || place.y === undefined ? [] : [`--window-position=${place.x},${place.y}`];
      const second = spawn(
        this.#binary,
        [...this.#flags, `--app=${place.url}`, `--window-size=${place.width},${place.height}`, ...position],
        {
          stdio: 'ignore',
        },
      );
      second.once('error', reject);
    }
    return promise;
  }

  /** Called once, when the process has ended and its profile is deleted. */
  onGone(listener: () => void): void {
    void this.#exited.then(listener);
  }

  close(): void {
    this.cdp.tell('Browser.close');
  }

  #attached({ sessionId, targetInfo }: Attached): void {
    const target: Target = { sessionId, targetId: targetInfo.targetId, openerId: targetInfo.openerId ?? null, url: targetInfo.url };
    const awaited = this.#awaited.get(targetInfo.url);
    this.#awaited.delete(targetInfo.url);
    if (awaited) awaited(target);
    else this.#orphan(target);
  }
}
