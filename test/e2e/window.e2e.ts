/** The window itself: it opens with its page, which sees the bridge and nothing of Node, and stays where it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workstation } from '../../runtime/tour/workstation.ts';
import type { Page } from '../../runtime/tour/workstation.ts';
import { violations } from './axe.ts';

/** Nothing listens there: the window must stand without a hub. */
const NO_HUB = 'http://127.0.0.1:9';

describe('the window', () => {
  let workstation: Workstation;
  let page: Page;
  beforeAll(async () => {
    workstation = await Workstation.start(NO_HUB, {});
    page = workstation.page;
  });
  afterAll(() => workstation.end(true));

  test('opens with a title and a heading', async () => {
    expect(await page.getTitle()).toBe('Netgraph');
    expect(await page.$('h1').isDisplayed()).toBe(true);
  });

  test('is clean to axe, which sees what is not', async () => {
    expect(await violations(page)).toEqual([]);
    await page.execute(() => {
      const image = document.createElement('img');
      image.id = 'nameless';
      document.querySelector('main')?.append(image);
    });
    expect(await violations(page)).toEqual([expect.stringContaining('nameless')]);
    await page.execute(() => document.querySelector('#nameless')?.remove());
  });

  test('shows its page a frozen bridge and nothing of Node or Electron', async () => {
    const seen = await page.execute(() => {
      const global = globalThis as unknown as Record<string, unknown>;
      return {
        bridge: Object.keys(global['netgraph'] as object).sort(),
        frozen: Object.isFrozen(global['netgraph']),
        node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => global[name] !== undefined),
      };
    });
    expect(seen).toEqual({ bridge: ['act', 'onState'], frozen: true, node: [] });
  });

  test('that is kept warm, one for a switcher and one for a customer, has drawn a workbench of nobody, unseen, and is blank again', async () => {
    const own = await page.getWindowHandle();
    const warm = (await page.getWindowHandles()).filter((handle: string) => handle !== own);
    expect(warm).toHaveLength(2);
    for (const handle of warm) {
      await page.switchToWindow(handle);
      await page.waitUntil(() => page.execute(() => performance.getEntriesByName('rehearsed').length > 0), { timeout: 20_000 });
      const left = await page.execute(() => ({
        shown: document.querySelectorAll('#root *').length,
        open: document.querySelectorAll('canvas, [role=dialog], .cm-editor').length,
        painted: document.documentElement.hasAttribute('data-painted'),
      }));
      expect(left).toEqual({ shown: 0, open: 0, painted: false });
    }
    await page.switchToWindow(own);
    expect(await page.execute(() => performance.getEntriesByName('rehearsed').length)).toBe(0);
  });

  test('does not leave its origin and opens no further window', async () => {
    const before = (await page.getWindowHandles()).length;
    const address = await page.getUrl();
    await page.execute(() => {
      const link = document.createElement('a');
      link.href = 'https://elsewhere.example/';
      link.click();
      window.open('https://elsewhere.example/');
    });
    await page.pause(500);
    expect(await page.getUrl()).toBe(address);
    expect((await page.getWindowHandles()).length).toBe(before);
  });

  test('refuses inline scripts, connections and frames, its own pages included', async () => {
    const reached = await page.execute(async () => {
      const fetched = await fetch('./index.html').then(
        () => true,
        () => false,
      );
      const script = document.createElement('script');
      script.textContent = 'globalThis.ranInline = true';
      document.head.append(script);
      const frame = document.createElement('iframe');
      const settled = new Promise((resolve) => frame.addEventListener('load', resolve));
      frame.src = './index.html';
      document.body.append(frame);
      await settled;
      const framed = frame.contentDocument !== null;
      frame.remove();
      return { fetched, inline: 'ranInline' in globalThis, framed };
    });
    expect(reached).toEqual({ fetched: false, inline: false, framed: false });
  });
});
