/** The person's own browser: a real Chromium, driven, which opens what the workstation handed to the system. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { remote } from 'webdriverio';
import { findChromium } from '../stand-in/flags.ts';
import { browser as capabilities } from './driver.ts';

const QUIET = ['--headless=new', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

export interface Account {
  readonly username: string;
  readonly password: string;
}

export class SystemBrowser {
  readonly inbox = mkdtempSync(join(tmpdir(), 'netgraph-inbox-'));

  /** What the workstation's process needs in its environment to hand addresses over to this browser. */
  get environment(): Record<string, string> {
    return { NETGRAPH_BROWSER_INBOX: this.inbox, NETGRAPH_BROWSER_COMMAND: join(import.meta.dirname, 'inbox.mjs') };
  }

  /**
   * Waits for the workstation's address, opens it, fills in the provider's form and waits for the page that says that
   * the person may go back. `picture`: where a screenshot of the form is written, or null.
   */
  async signIn(account: Account, picture: string | null): Promise<void> {
    const address = await this.#nextAddress();
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const browser = await remote({ logLevel: 'silent', capabilities: capabilities(findChromium() ?? 'chromium', [...QUIET, ...asRoot]) });
    try {
      await browser.url(address);
      await browser.$('input[name=username]').setValue(account.username);
      await browser.$('input[name=password]').setValue(account.password);
      if (picture) await browser.saveScreenshot(picture);
      await browser.$('button[type=submit]').click();
      await browser
        .$('h1=Back to Netgraph')
        .waitForExist({ timeout: 20_000, timeoutMsg: 'the provider did not send the person back to the workstation' });
    } finally {
      await browser.deleteSession();
    }
  }

  close(): void {
    rmSync(this.inbox, { recursive: true, force: true });
  }

  async #nextAddress(): Promise<string> {
    for (let tries = 0; tries < 300; tries++) {
      const name = readdirSync(this.inbox).find((entry) => entry.endsWith('.url'));
      if (name) {
        const file = join(this.inbox, name);
        const address = readFileSync(file, 'utf8');
        rmSync(file);
        return address;
      }
      await sleep(100);
    }
    throw new Error('the workstation did not open the system browser within 30 s');
  }
}
