/** The window itself: it opens with its page, which sees the bridge and nothing of Node, and stays where it is. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { $, browser, expect } from '@wdio/globals';
import { ROOT } from '../../runtime/platform.ts';

describe('the window', () => {
  it('opens with a title and a heading', async () => {
    await expect(browser).toHaveTitle('Netgraph');
    await expect($('h1')).toBeDisplayed();
    const folder = join(ROOT, 'out', 'e2e');
    mkdirSync(folder, { recursive: true });
    await browser.saveScreenshot(join(folder, 'window.png'));
  });

  it('shows its page a frozen bridge and nothing of Node or Electron', async () => {
    const seen = await browser.execute(() => {
      const page = globalThis as unknown as Record<string, unknown>;
      return {
        bridge: Object.keys(page['netgraph'] as object).sort(),
        frozen: Object.isFrozen(page['netgraph']),
        node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => page[name] !== undefined),
      };
    });
    expect(seen).toEqual({ bridge: ['act', 'onState'], frozen: true, node: [] });
  });

  it('does not leave its origin and opens no further window', async () => {
    const before = (await browser.getWindowHandles()).length;
    const address = await browser.getUrl();
    await browser.execute(() => {
      const link = document.createElement('a');
      link.href = 'https://elsewhere.example/';
      link.click();
      window.open('https://elsewhere.example/');
    });
    await browser.pause(500);
    expect(await browser.getUrl()).toBe(address);
    expect((await browser.getWindowHandles()).length).toBe(before);
  });

  it('refuses inline scripts, connections and frames, its own pages included', async () => {
    const reached = await browser.execute(async () => {
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
