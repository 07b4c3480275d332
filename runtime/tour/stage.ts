/** Everything that a walk through the product needs: a hub of its own, a workstation, a person's browser, and their accounts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Theme } from '../../shared/contract/device.ts';
import type { Result } from '../../shared/errors.ts';
import { Hands } from './hands.ts';
import { HubProcess } from './hub-process.ts';
import { SystemBrowser } from './system-browser.ts';
import { Workstation } from './workstation.ts';
import type { Page } from './workstation.ts';

const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      username: z.string(),
      password: z.string(),
      name: z.string(),
      customer: z.string().nullable(),
      code: z.string().nullable(),
    }),
  ),
});
export type DemoAccount = z.infer<typeof accountsSchema>['accounts'][number];

/** Of a desk that is thrown away at the end. */
const PASSPHRASE = 'a desk that nobody keeps';

export interface StageOptions {
  /** A folder of real telemetry, or null for the simulator. */
  readonly data: string | null;
  /** Where screenshots go; made if it is not there. */
  readonly pictures: string;
  /** What hub and stage have to say meanwhile. */
  readonly onWords: (line: string) => void;
  /** What the desk wears; the system's when nothing is said. */
  readonly theme?: Theme;
  /** Called with each screen of the workstation that a picture is taken of, before the walk goes on. */
  readonly onPicture?: (name: string, page: Page) => Promise<void>;
}

export class Stage {
  readonly hub: HubProcess;
  readonly browser: SystemBrowser;
  workstation: Workstation;
  hands: Hands;
  readonly accounts: readonly DemoAccount[];
  readonly #folder: string;
  readonly #pictures: string;
  readonly #onPicture: NonNullable<StageOptions['onPicture']>;

  private constructor(parts: Pick<Stage, 'hub' | 'browser' | 'workstation'>, folder: string, options: StageOptions) {
    this.hub = parts.hub;
    this.browser = parts.browser;
    this.workstation = parts.workstation;
    this.hands = new Hands(parts.workstation.page);
    this.accounts = accountsSchema.parse(parts.hub.readJson('demo-accounts.json')).accounts;
    this.#folder = folder;
    this.#pictures = options.pictures;
    this.#onPicture = options.onPicture ?? (async () => undefined);
  }

  static async open(options: StageOptions): Promise<Stage> {
    const { data, pictures, onWords, theme } = options;
    mkdirSync(pictures, { recursive: true });
    const folder = mkdtempSync(join(tmpdir(), 'netgraph-hub-'));
    const hub = await HubProcess.start({ folder, data, onWords });
    const browser = new SystemBrowser();
    try {
      const workstation = await Workstation.start(hub.url, browser.environment, theme ? deskWith(theme) : null);
      return new Stage({ hub, browser, workstation }, folder, options);
    } catch (error) {
      await hub.end('SIGTERM');
      browser.close();
      throw error;
    }
  }

  /** Kills the workstation and starts it again on the same desk. */
  async crash(): Promise<void> {
    await this.workstation.kill();
    this.workstation = await Workstation.start(this.hub.url, this.browser.environment, this.workstation.folder);
    this.hands = new Hands(this.workstation.page);
  }

  /** Ends all that it began and removes it; what was shown stays in the pictures. */
  async close(): Promise<void> {
    await this.workstation.end(true);
    await this.hub.end('SIGTERM');
    this.browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  account(wanted: (account: DemoAccount) => boolean): DemoAccount {
    const found = this.accounts.find(wanted);
    if (!found) throw new Error('the demo has no such account');
    return found;
  }

  lead(customer: string): DemoAccount {
    return this.account((account) => account.customer === customer && account.username.endsWith('-lead'));
  }

  async picture(name: string): Promise<void> {
    await this.#shoot(name);
    await this.#onPicture(name, this.hands.page);
  }

  /** A picture of every window there is, for whoever looks into what failed. Never throws. */
  async pictureAll(name: string): Promise<void> {
    const handles = await this.hands.page.getWindowHandles().catch(() => []);
    for (const [at, handle] of handles.entries()) {
      await this.hands.page
        .switchToWindow(handle)
        .then(() => this.#shoot(`${name}-${at + 1}`))
        .catch(() => undefined);
    }
  }

  pictureFile(name: string): string {
    return join(this.#pictures, `${name}.png`);
  }

  /** Where there is no keychain, sets the passphrase that the window asks for. Says where the keys are. */
  async unlock(): Promise<string> {
    if ((await this.workstation.window(['signIn', 'unlock'])) === 'signIn') return 'The keys of this desk are in the system’s keychain.';
    const first = await this.hands.page.$('input[name=repeat]').isExisting();
    for (const field of first ? ['passphrase', 'repeat'] : ['passphrase']) await this.hands.fill(`input[name=${field}]`, PASSPHRASE);
    await this.hands.keys('Enter');
    return 'There is no keychain here: the keys of this desk are in a file that a passphrase seals.';
  }

  /** In a window that asks who is there: begins, finishes in the browser, and is back. */
  async signIn(account: DemoAccount, picture: string | null = null): Promise<void> {
    const { page } = this.hands;
    if (account.code === null) await page.$('button=Sign in').click();
    else {
      await this.hands.fill('//label[.="Sign-in code"]/following::input[1]', account.code);
      await page.$('button=Sign in with code').click();
    }
    await this.browser.signIn(account, picture === null ? null : this.pictureFile(picture));
  }

  async #shoot(name: string): Promise<void> {
    await this.hands.page.saveScreenshot(this.pictureFile(name));
  }
}

/** A new desk on which this theme was chosen. */
function deskWith(theme: Theme): string {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-desk-'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ theme }));
  return folder;
}

/** The value of a reply; throws with the error's own words where it is none. */
export function valueOf<T>(result: Result<T>, words: string): T {
  must(result.ok, `${words} (${result.ok ? '' : result.error.text})`);
  return result.value;
}

/** Throws with these words when something that a step proves does not hold. */
export function must(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(`not so: ${words}`);
}
