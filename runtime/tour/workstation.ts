/** The built workstation as WebdriverIO sees it: start it with a folder of its own, and find the window that is meant. */
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { remote } from 'webdriverio';
import type { Screen } from '../../shared/contract/state.ts';
import { chooseRuntime } from '../platform.ts';
import { browser } from './driver.ts';

export type Page = WebdriverIO.Browser;

export class Workstation {
  readonly page: Page;
  readonly folder: string;

  private constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
  }

  /** `environment` is added to this process's own; `folder`: the desk's data from an earlier start, or null for a new desk. */
  static async start(hubUrl: string, environment: Record<string, string>, folder: string | null = null): Promise<Workstation> {
    const home = folder ?? mkdtempSync(join(tmpdir(), 'netgraph-desk-'));
    // The driver's process hands its own environment on.
    Object.assign(process.env, environment, { NETGRAPH_HUB: hubUrl, NETGRAPH_HOME: home });
    const runtime = chooseRuntime();
    const page = await remote({ logLevel: 'silent', capabilities: browser(runtime.binary, runtime.args) });
    return new Workstation(page, home);
  }

  /** Kills its main process at once, as a crash would; its folder stays for a later start. */
  async kill(): Promise<void> {
    process.kill(processOf(this.folder), 'SIGKILL');
    // Its driver has nothing to end any more.
    await this.page.deleteSession().catch(() => undefined);
  }

  /** Asks it to end, as the system does, and waits until its windows are gone; its folder stays for a later start. */
  async quit(): Promise<void> {
    process.kill(processOf(this.folder), 'SIGTERM');
    const handles = (): Promise<string[]> => this.page.getWindowHandles().catch(() => []);
    while ((await handles()).length > 0) await sleep(100);
    await this.page.deleteSession().catch(() => undefined);
  }

  /** Ends the workstation; its folder stays for a later start unless `forget`. */
  async end(forget: boolean): Promise<void> {
    await this.page.deleteSession();
    if (forget) rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Turns to the window that shows this screen (and, of several, the one whose title holds `title`), or one of these
   * screens; resolves with the one that it is. `interval`: milliseconds between two looks.
   */
  async window(wanted: Screen | readonly Screen[], title = '', interval = 100): Promise<Screen> {
    const screens: readonly Screen[] = typeof wanted === 'string' ? [wanted] : wanted;
    let found: Screen | null = null;
    await this.page.waitUntil(async () => (found = await this.#look(screens, title)) !== null, {
      timeout: 30_000,
      interval,
      timeoutMsg: `no window shows ${screens.join(' or ')} ${title}`,
    });
    return found!;
  }

  /** Runs `script` in each blank window that waits for a next pivot, then turns back. Waits for one to be there. */
  async inWarmWindow(script: () => void): Promise<void> {
    const back = await this.page.getWindowHandle();
    const warm = async (): Promise<boolean> => {
      let found = false;
      for (const handle of await this.page.getWindowHandles()) {
        await this.page.switchToWindow(handle);
        const blank = await this.page.execute(
          () => document.querySelector('#root') !== null && !document.querySelector('[data-screen]:not(.rehearsal *)'),
        );
        if (!blank) continue;
        await this.page.execute(script);
        found = true;
      }
      return found;
    };
    await this.page.waitUntil(warm, { timeout: 10_000, timeoutMsg: 'no warm window waits' });
    await this.page.switchToWindow(back);
  }

  async #look(screens: readonly Screen[], title: string): Promise<Screen | null> {
    for (const handle of await this.page.getWindowHandles()) {
      try {
        await this.page.switchToWindow(handle);
        const shown = await this.page.execute(() => document.querySelector('[data-screen]')?.getAttribute('data-screen') ?? null);
        const screen = screens.find((one) => one === shown);
        if (screen && (await this.page.getTitle()).includes(title)) return screen;
      } catch {
        // The window has gone meanwhile.
      }
    }
    return null;
  }
}

/** The process that holds the folder's lock: the stand-in writes its number down, Electron links to it. */
function processOf(folder: string): number {
  const owner = join(folder, 'instance', 'owner');
  return existsSync(owner)
    ? Number.parseInt(readFileSync(owner, 'utf8'), 10)
    : Number(readlinkSync(join(folder, 'SingletonLock')).split('-').at(-1));
}
