/** A case: begun, in conflict, chosen, merged, exported, left and come back to, offline, and under a grant that was narrowed. */
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { ROOT } from '../../../runtime/platform.ts';
import { valueOf } from '../../../runtime/tour/stage.ts';
import type { Stage } from '../../../runtime/tour/stage.ts';
import type { ActionInput } from '../../../shared/contract/index.ts';
import { analyst } from './people.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const CUSTOMER = 'Alder Works';
type Said = Partial<Pick<ActionInput<'cases.save'>, 'status' | 'notes'>>;

async function enter({ hands, workstation }: Stage, role: string): Promise<void> {
  await workstation.window('floor');
  await hands.fillAssume({ customer: CUSTOMER, role, ticket: 'T-1', reason: 'beacon' });
  await hands.keys('Enter');
  await workstation.window('workbench', CUSTOMER);
  await hands.until('the slice', async () => (await hands.state()).sync.phase === 'ready', 180_000);
}

const showCases = ({ hands }: Stage): Promise<void> => hands.page.$('button[aria-label^="Cases pane"]').click();
const versions = ({ hands }: Stage): Promise<number> => hands.number('[data-versions]', 'data-versions');

async function writeOn({ hands: { page } }: Stage, words: string): Promise<void> {
  await page.$('[data-notes]').click();
  await page.$('[data-notes]').addValue(words);
}

async function save(stage: Stage, version: number): Promise<void> {
  await stage.hands.keys('Control', 's');
  await stage.hands.until(`version ${version}`, async () => (await versions(stage)) === version);
}

/** Saves here, and on the same version once more as somebody else's desk would; `versions` are there before. Ends in the list. */
async function disagree(stage: Stage, words: string, others: Said): Promise<void> {
  const { hands } = stage;
  const before = await versions(stage);
  const [line] = valueOf(await hands.ask('cases.list', { fresh: true }), 'cases are listed').cases;
  const { id, leaves } = line!;
  await writeOn(stage, words);
  await save(stage, before + 1);
  const said = { title: 'Beacon', status: { state: 'open' as const }, notes: '', canvas: null, evidence: [], ...others };
  valueOf(await hands.ask('cases.save', { case: id, parents: [leaves[0]!.id], ...said }), 'two save on the same version');
  await hands.page.$('button[aria-label="All cases"]').click();
  await hands.page.$('button[aria-label="Ask the hub"]').click();
  await hands.until('the conflict', () => hands.page.$('[data-case][data-conflict]').isExisting());
}

/** As an operator does it, by `npm run grant`. */
async function narrow({ hub }: Stage): Promise<void> {
  const wanted = ['--tenant', 'ALD', '--person', 'mara', '--kinds', 'user', '--reason', 'as asked'];
  await promisify(execFile)(process.execPath, [join(ROOT, 'hub', 'grant-main.ts'), '--data-folder', hub.folder, ...wanted]);
}

/** Exports what is chosen in the open dialog; resolves with the file. */
async function exported({ hands: { page } }: Stage): Promise<string> {
  await page.$('[data-export-go]').click();
  await page.$('[data-exported]').waitForDisplayed({ timeout: 60_000 });
  return page.$('[data-exported]').getAttribute('data-exported');
}

export function cases(downloads: string): readonly Screen[] {
  return [
    {
      title: 'is begun, takes evidence, and is saved',
      async run(stage) {
        const { hands, workstation } = stage;
        await stage.unlock();
        await workstation.window('signIn');
        await stage.signIn(analyst(stage));
        await enter(stage, 'Investigator');
        const asked = valueOf(await hands.ask('graph.query', { text: 'MATCH (h:host) RETURN h LIMIT 1', params: {} }), 'there is a host');
        const { label } = asked.nodes[0]!;
        await hands.addFirst(label);
        await showCases(stage);
        await see(stage, '1-empty', 'No case yet', 'New case');
        await hands.page.$('[data-new-case]').click();
        await hands.fill('input[name=case-title]', `Beacon on ${label}`);
        await hands.fill('[data-notes]', 'It beacons.\n<img src=x onerror=alert(1)>');
        await hands.focusWork();
        await hands.keys('a');
        await see(stage, '2-draft', 'Evidence (1)');
        await save(stage, 1);
        await hands.until('it is sent', async () => !(await hands.text('body')).includes('not sent'));
        await see(stage, '3-saved', 'began the case');
      },
    },
    {
      title: 'two who wrote at once are both kept; one is chosen',
      async run(stage) {
        const { hands } = stage;
        const { page } = hands;
        const status = { state: 'closed', verdict: 'benign', reason: 'a known scanner' } as const;
        await disagree(stage, ' Second look.', { status, notes: 'a scanner' });
        await see(stage, '4-conflict-in-list', '2 versions disagree');
        await page.$('[data-case]').click();
        await see(stage, '5-conflict', 'Compare and choose; both are kept.');
        await page.$('[data-compare-conflict]').click();
        await page.$('[data-compare=read]').waitForDisplayed();
        await see(stage, '6-compare', 'Evidence only here', 'a known scanner');
        await page.$('[data-keep="1"]').click();
        await page.$('[data-compare-conflict]').waitForExist({ reverse: true });
        expect(await versions(stage)).toBe(4);
      },
    },
    {
      title: 'two who wrote at once are merged into one draft, which is read and saved',
      async run(stage) {
        const { hands } = stage;
        const { page } = hands;
        await disagree(stage, ' Third look.', { notes: 'seen at the proxy, too' });
        await page.$('[data-case]').click();
        await page.$('[data-merge]').click();
        await see(stage, '6-merged', 'Both versions are in this draft: read it, then save.');
        const notes = await page.$('[data-notes]').getValue();
        expect(notes).toContain('Third look.');
        expect(notes).toContain('seen at the proxy, too');
        await save(stage, 7);
        await see(stage, '6-merged-and-saved', 'Versions (7)');
        expect(await page.$('[data-merge]').isExisting()).toBe(false);
        const [line] = valueOf(await hands.ask('cases.list', { fresh: true }), 'cases are listed').cases;
        expect(line!.leaves).toHaveLength(1);
      },
    },
    {
      title: 'is exported, without names as long as one is no Responder',
      async run(stage) {
        const { hands } = stage;
        await hands.keys('Control', 'Shift', 'e');
        await hands.page.$('form[data-export]').waitForDisplayed();
        await see(stage, '7-export', `Export from ${CUSTOMER}`, 'needs role Responder');
        const file = await exported(stage);
        await see(stage, '8-exported', 'SHA-256', 'readable by you alone');
        expect(file).toBe(join(downloads, readdirSync(downloads)[0]!));
        expect(statSync(file).mode & 0o777).toBe(0o600);
        await hands.keys('Escape');
      },
    },
    {
      title: 'has its draft when its customer was left and is opened again',
      async run(stage) {
        const { hands } = stage;
        const { page } = hands;
        await writeOn(stage, ' Half a thought.');
        await hands.keys('Control', 'Shift', 'l');
        await enter(stage, 'Responder');
        await showCases(stage);
        await see(stage, '9-draft-kept', 'draft not saved');
        await page.$('[data-case]').click();
        await page.$('[data-discard]').waitForDisplayed();
        expect(await page.$('[data-notes]').getValue()).toContain(' Half a thought.');
        await page.$('[data-discard]').click();
        await page.$('[data-discard]').waitForExist({ reverse: true });
        expect(await page.$('[data-notes]').getValue()).not.toContain('Half a thought');
      },
    },
    {
      title: 'is exported with names by a Responder who says why',
      async run(stage) {
        const { hands } = stage;
        await hands.keys('Control', 'Shift', 'e');
        await hands.page.$('//label[.="With names"]').click();
        expect(await hands.page.$('[data-export-go]').isEnabled()).toBe(false);
        await hands.fill('input[name=export-reason]', 'by order of a court');
        await see(stage, '9-raw', 'The customer reads it.', `Export from ${CUSTOMER}`);
        const file = await exported(stage);
        await see(stage, '9-raw-exported', 'Replaced', '0 users, 0 hosts, 0 addresses');
        expect(readdirSync(downloads)).toHaveLength(2);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        await hands.keys('Escape');
      },
    },
    {
      title: 'is written on while the hub is away',
      async run(stage) {
        const { hands, hub } = stage;
        await hub.end('SIGTERM');
        await hands.until('the hub is away', async () => !(await hands.state()).hub.online, 60_000);
        await writeOn(stage, ' Offline.');
        await hands.keys('Control', 's');
        await see(stage, '10-offline', '1 version is on this desk only');
        await hands.page.$('button[aria-label="All cases"]').click();
        await see(stage, '11-offline-list', 'Offline: cases as of', '1 not sent');
      },
    },
    {
      title: 'leaves the desk with the rows that a narrowed grant does not allow any more; the words stay',
      async run(stage) {
        const { hands, hub } = stage;
        await hub.restart();
        await hands.until('the hub', async () => (await hands.state()).hub.online, 60_000);
        await hands.page.$('[data-case]').click();
        await writeOn(stage, ' Not yet saved.');
        await narrow(stage);
        await hands.keys('Control', 'Shift', 'x');
        await hands.until('users, and nobody else', async () => {
          const read = await hands.ask('graph.query', { text: 'MATCH (n) RETURN DISTINCT n.kind', params: {} });
          return read.ok && JSON.stringify(read.value.rows) === '[["user"]]';
        });
        expect(await hands.number('[data-region=canvas]', 'data-nodes')).toBe(0);
        await showCases(stage);
        await hands.page.$('.cases [role=alert]').waitForDisplayed();
        // It doesn't say that there are none.
        expect(await hands.page.$('[data-new-case]').isExisting()).toBe(false);
        await see(stage, '12-narrowed');
      },
    },
  ];
}
