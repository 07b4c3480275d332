/**
 * Cases in a real window on a real hub, by keys: begun, evidence taken, saved, in conflict, compared, chosen, exported, written
 * on while the hub is away. Of each screen a picture in `out/e2e/cases/`, and axe, which must find nothing, in both themes.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { Stage, valueOf } from '../../runtime/tour/stage.ts';
import { ANALYST, FIRST } from '../../runtime/tour/steps/step.ts';
import { see } from './screens/see.ts';

const PICTURES = join(ROOT, 'out', 'e2e', 'cases');
const downloads = mkdtempSync(join(tmpdir(), 'netgraph-downloads-'));
let stage: Stage;
beforeAll(async () => {
  process.env['XDG_DOWNLOAD_DIR'] = downloads;
  stage = await Stage.open({ data: null, pictures: PICTURES, onWords: () => undefined });
});
afterAll(async () => {
  await stage?.close();
  rmSync(downloads, { recursive: true, force: true });
});

test('a case from its beginning to an export, and on without the hub', { timeout: 420_000 }, async () => {
  const { hands, workstation } = stage;
  const { page } = hands;
  await stage.unlock();
  await workstation.window('signIn');
  await stage.signIn(stage.account(({ name }) => name === ANALYST));
  await workstation.window('floor');
  await hands.fillAssume({ customer: FIRST, role: 'Investigator', ticket: 'T-1', reason: 'beacon' });
  await hands.keys('Enter');
  await workstation.window('workbench', FIRST);
  await hands.until('the sync', async () => (await hands.state()).sync.phase === 'ready', 180_000);
  const asked = valueOf(await hands.ask('graph.query', { text: 'MATCH (h:host) RETURN h LIMIT 1', params: {} }), 'there is a host');
  const { label } = asked.nodes[0]!;
  await hands.addFirst(label);

  await page.$('button[aria-label^="Cases pane"]').click();
  await see(stage, '1-empty', 'No case yet', 'New case');
  await page.$('[data-new-case]').click();
  await hands.fill('input[name=case-title]', `Beacon on ${label}`);
  await hands.fill('[data-notes]', 'It beacons.\n<img src=x onerror=alert(1)>');
  await hands.focusWork();
  await hands.keys('a');
  await see(stage, '2-draft', 'Evidence (1)');
  await hands.keys('Control', 's');
  await page.$('[data-versions="1"]').waitForDisplayed();
  await hands.until('it is sent', async () => !(await page.execute(() => document.body.innerText)).includes('not sent'));
  await see(stage, '3-saved', 'began the case');

  // Another version on the same one, as somebody else's desk would save it.
  const [line] = valueOf(await hands.ask('cases.list', { fresh: true }), 'cases are listed').cases;
  const first = line!.leaves[0]!.id;
  await page.$('[data-notes]').click();
  await page.$('[data-notes]').addValue(' Second look.');
  await hands.keys('Control', 's');
  await page.$('[data-versions="2"]').waitForDisplayed();
  const status = { state: 'closed', verdict: 'benign', reason: 'a known scanner' } as const;
  valueOf(
    await hands.ask('cases.save', {
      case: line!.id,
      parents: [first],
      title: 'Beacon',
      status,
      notes: 'a scanner',
      canvas: null,
      evidence: [],
    }),
    'two save on the same version',
  );
  await page.$('button[aria-label="All cases"]').click();
  await page.$('button[aria-label="Ask the hub"]').click();
  await see(stage, '4-conflict-in-list', '2 versions disagree');
  await page.$('[data-case]').click();
  await see(stage, '5-conflict', 'Compare and choose; both are kept.');
  await page.$('[data-compare-conflict]').click();
  await page.$('[data-compare=read]').waitForDisplayed();
  await see(stage, '6-compare', 'Evidence only here', 'a known scanner');
  await page.$('[data-keep="1"]').click();
  await page.$('[data-compare-conflict]').waitForExist({ reverse: true });
  expect(await hands.number('[data-versions]', 'data-versions')).toBe(4);

  await hands.keys('Control', 'Shift', 'e');
  await page.$('form[data-export]').waitForDisplayed();
  await see(stage, '7-export', `Export from ${FIRST}`, 'needs role Responder');
  await hands.keys('Enter');
  await page.$('[data-exported]').waitForDisplayed({ timeout: 60_000 });
  await see(stage, '8-exported', 'SHA-256', 'readable by you alone');
  const [file] = readdirSync(downloads);
  expect(await page.$('[data-exported]').getAttribute('data-exported')).toBe(join(downloads, file!));
  expect(statSync(join(downloads, file!)).mode & 0o777).toBe(0o600);
  await hands.keys('Escape');
  for (const theme of ['light', 'dark']) {
    await page.execute((worn: string) => document.documentElement.setAttribute('data-theme', worn), theme);
    await see(stage, `9-${theme}`, 'Versions (4)');
  }

  // What is written and not saved is there when the customer was left and is opened again.
  await page.$('[data-notes]').click();
  await page.$('[data-notes]').addValue(' Half a thought.');
  await hands.keys('Control', 'Shift', 'l');
  await workstation.window('floor');
  await hands.fillAssume({ customer: FIRST, role: 'Investigator', ticket: 'T-1', reason: 'beacon' });
  await hands.keys('Enter');
  await workstation.window('workbench', FIRST);
  await hands.until('the slice', async () => (await hands.state()).sync.phase === 'ready', 60_000);
  await page.$('button[aria-label^="Cases pane"]').click();
  await see(stage, '9-draft-kept', 'draft not saved');
  await page.$('[data-case]').click();
  await page.$('[data-discard]').waitForDisplayed();
  expect(await page.$('[data-notes]').getValue()).toContain(' Half a thought.');
  await page.$('[data-discard]').click();
  await page.$('[data-discard]').waitForExist({ reverse: true });
  expect(await page.$('[data-notes]').getValue()).not.toContain('Half a thought');

  await stage.hub.end('SIGTERM');
  await hands.until('the hub is away', async () => !(await hands.state()).hub.online, 60_000);
  await page.$('[data-notes]').click();
  await page.$('[data-notes]').addValue(' Offline.');
  await hands.keys('Control', 's');
  await see(stage, '10-offline', '1 version is on this desk only');
  await page.$('button[aria-label="All cases"]').click();
  await see(stage, '11-offline-list', 'Offline: cases as of', '1 not sent');
});
