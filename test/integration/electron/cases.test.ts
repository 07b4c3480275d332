/** An analyst and the customer's own, on two whole desks and one hub: cases seen by both, in conflict, offline and killed; exports and what the lead reads of them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Role } from '../../../shared/access/roles.ts';
import type { ActionInput } from '../../../shared/contract/index.ts';
import type { Result } from '../../../shared/errors.ts';
import { PASSPHRASE, newFolder, startDesk, until } from '../../support/desk.ts';
import type { PlainWindow, TestDesk } from '../../support/desk.ts';
import { textOfPdf } from '../../support/pdf-text.ts';
import { startGrant } from '../../support/grant-command.ts';
import { personAtDemo, signedInAs, startDemoHub } from '../../support/demo-hub.ts';
import type { DemoHub } from '../../support/demo-hub.ts';

const CUSTOMER = 'Alder Works';
let hub: DemoHub;
beforeAll(async () => {
  hub = await startDemoHub();
}, 240_000);
afterAll(async () => hub?.stop());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
};

/** A person's desk, signed in and inside the customer. `folder`: of a desk that was there before. */
async function inside(username: string, role: Role, folder: string | null = null, customer = CUSTOMER): Promise<TestDesk> {
  const made = folder === null ? newFolder() : null;
  if (made) onTestFinished(made.remove);
  const account = hub.account(username);
  const on = await startDesk({ folder: folder ?? made!.folder, hubUrl: hub.url, openBrowser: personAtDemo(account) });
  onTestFinished(() => on.desk.end());
  value(await on.act('identity.unlock', { passphrase: PASSPHRASE }));
  await until(() => on.desk.connection.online);
  await on.act('identity.signIn', { code: account.code });
  await until(() => on.window().group.session !== null, 20_000);
  if (account.code === null) {
    await until(() => on.window().screen === 'floor');
    const { customers } = value(await on.act('floor.read', {}));
    const { grant } = customers.find(({ mark }) => mark.name === customer)!;
    // The window that asked is another customer's by then: its own answer is dropped.
    await on.act('context.assume', { grant, role, reason: 'a test', ticket: 'T-1', window: 'here' });
  }
  await until(() => on.window().context !== null, 20_000);
  if (role !== 'lead') await until(() => on.window().context?.sync.phase === 'ready', 60_000);
  return on;
}

const fields = (more: Partial<ActionInput<'cases.save'>> = {}): ActionInput<'cases.save'> => ({
  case: null,
  parents: [],
  title: 'Beacon',
  status: { state: 'open' },
  notes: 'first look',
  canvas: { nodes: [], selected: [], query: '' },
  evidence: [],
  ...more,
});
const listed = async (on: TestDesk, id: string, fresh = true) =>
  value(await on.act('cases.list', { fresh })).cases.find((line) => line.id === id);
const host = async (on: TestDesk) => {
  const { nodes } = value(await on.act('graph.query', { text: 'MATCH (h:host) RETURN h ORDER BY h.count DESC LIMIT 1', params: {} }));
  return nodes[0]!;
};

test('what one analyst saved the other opens, with its evidence; two who saved at once are both kept until somebody chooses', async () => {
  const [mara, tom] = [await inside('mara', 'investigator'), await inside('alder-copilot', 'copilot')];
  const node = await host(mara);
  const first = value(await mara.act('cases.save', fields({ evidence: [{ take: 'node', id: node.id, why: 'beacons' }] })));
  await until(() => mara.window().context?.cases?.waiting === 0);
  expect(await listed(tom, first.case)).toMatchObject({ versions: 1, leaves: [{ own: false }] });
  const read = value(await tom.act('cases.read', { case: first.case, version: first.version }));
  expect(read.content.evidence).toMatchObject([{ why: 'beacons', record: { node: { id: node.id, label: node.label } } }]);

  const on = { case: first.case, parents: [first.version] };
  const closed = { state: 'closed', verdict: 'benign', reason: 'a known scanner' } as const;
  const [mine] = await Promise.all([
    mara.act('cases.save', fields({ ...on, notes: 'it is malicious' })),
    tom.act('cases.save', fields({ ...on, status: closed })),
  ]);
  await until(() => [mara, tom].every((desk) => desk.window().context?.cases?.waiting === 0));
  for (const desk of [mara, tom]) expect((await listed(desk, first.case))?.leaves).toHaveLength(2);
  const line = (await listed(mara, first.case))!;
  expect(line.leaves.find(({ own }) => !own)?.head.status).toEqual(closed);
  const parents = line.leaves.map(({ id }) => id);
  value(await mara.act('cases.restore', { case: first.case, version: value(mine).version, parents }));
  await until(() => mara.window().context?.cases?.waiting === 0);
  expect(await listed(tom, first.case)).toMatchObject({ versions: 4, leaves: [{ own: false, head: { status: { state: 'open' } } }] });
  expect([mara.faults, tom.faults]).toEqual([[], []]);
});

test('ended with a version that waits, a desk still has it and sends it once; nothing of it is readable on the disk', async () => {
  const made = newFolder();
  onTestFinished(made.remove);
  const before = await inside('mara', 'investigator', made.folder);
  const { cases } = before.window().context!;
  // Saved, and nothing sent. (Killed: test/fault/electron/cases-kill.test.ts.)
  const saved = value(await cases!.save({ ...fields({ title: 'Cut short' }), canvas: null } as never));
  expect(cases!.waiting).toBe(1);
  await before.desk.end();
  const after = await inside('mara', 'investigator', made.folder);
  await until(() => after.window().context?.cases?.waiting === 0);
  expect(await listed(after, saved.case)).toMatchObject({ versions: 1, pending: 0, leaves: [{ state: 'sent' }] });
  for (const name of readdirSync(join(made.folder, 'slices')))
    expect(readFileSync(join(made.folder, 'slices', name)).includes('Cut short'), name).toBe(false);
});

test('an observer reads and does not write; the lead has no cases, and another customer’s people see nothing of it', async () => {
  const mara = await inside('mara', 'investigator');
  const saved = value(await mara.act('cases.save', fields({ title: 'Only Alder' })));
  await until(() => mara.window().context?.cases?.waiting === 0);
  const observer = await inside('mara', 'observer');
  expect(await listed(observer, saved.case)).toMatchObject({ leaves: [{ head: { title: 'Only Alder' } }] });
  for (const refused of [
    await observer.act('cases.save', fields()),
    await observer.act('export.redacted', { what: { of: 'canvas', view: { nodes: [], selected: [], query: '' } }, format: 'svg' }),
  ])
    expect(refused).toMatchObject({ ok: false, error: { code: 'not_permitted' } });
  const elsewhere = await inside('mara', 'investigator', null, 'Brackwater Clinics');
  expect(value(await elsewhere.act('cases.list', { fresh: true })).cases).toEqual([]);
  const token = elsewhere.window().context!.facts.token!;
  const { hub: client } = elsewhere.desk.local;
  const foreign = await client.cases.version(token, saved.version);
  expect(foreign).toMatchObject({ ok: false, error: { code: 'not_found' } });
  expect(JSON.stringify(foreign)).not.toContain('Alder');
  expect(value(await client.cases.changes(token, 0)).versions).toEqual([]);
  const lead = await inside('alder-lead', 'lead');
  for (const refused of [
    await lead.act('cases.list', { fresh: true }),
    await lead.act('cases.read', { case: saved.case, version: saved.version }),
    await lead.desk.local.hub.cases.version(lead.window().context!.facts.token!, saved.version),
  ])
    expect(refused).toMatchObject({ ok: false, error: { code: 'not_permitted' } });
});

test('an export is where the window says, for its owner alone, with pseudonyms; the lead reads who, what, which file and why', async () => {
  const mara = await inside('mara', 'responder');
  const node = await host(mara);
  const canvas = { nodes: [{ id: node.id, x: 0, y: 0, pinned: false, hidden: false }], selected: [], query: '' };
  const saved = value(
    await mara.act(
      'cases.save',
      fields({ canvas, notes: `it is ${node.label}, password: hush9xqz`, evidence: [{ take: 'node', id: node.id, why: 'x' }] }),
    ),
  );
  const what = { of: 'case', case: saved.case, version: saved.version } as const;
  for (const format of ['svg', 'png', 'pdf'] as const) {
    const written = value(await mara.act('export.redacted', { what, format }));
    const bytes = readFileSync(written.file);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(written.sha256);
    expect(statSync(written.file).mode & 0o777).toBe(0o600);
    // A picture has no text: what it is drawn from is looked at in test/unit/electron/export/draw.test.ts.
    const said = format === 'pdf' ? textOfPdf(bytes).lines.join('\n') : format === 'svg' ? bytes.toString() : null;
    if (said !== null) {
      expect(said.toLowerCase()).not.toContain(node.label.toLowerCase());
      expect(said).toMatch(/HOST-\d/);
      expect(said).toContain(written.record);
    }
    expect(written.hidden.hosts).toBeGreaterThan(0);
    expect(written.hidden.secrets).toBeGreaterThan(0);
  }
  const raw = value(await mara.act('export.raw', { what: { of: 'canvas', view: canvas }, format: 'svg', reason: 'for the court' }));
  expect(readFileSync(raw.file, 'utf8')).toContain(node.label);
  expect(readdirSync(join(mara.folder, 'downloads')).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(mara.faults).toEqual([]);

  const investigator = await inside('mara', 'investigator');
  expect(await investigator.act('export.raw', { what: { of: 'canvas', view: canvas }, format: 'svg', reason: 'x' })).toMatchObject({
    error: { code: 'not_permitted' },
  });
  await until(() => mara.desk.local.outbox.unsent === 0);
  const lead = await signedInAs(hub, 'alder-lead');
  const floor = value(await lead.device.hub.floor(lead.session.access_token));
  const context = value(
    await lead.device.hub.assume(lead.session.access_token, {
      grant: floor.customers[0]!.grant as never,
      role: 'lead',
      reason: 'x',
      ticket: 'none',
    }),
  );
  const { records } = value(await lead.device.hub.audit(context.access_token, null, 200));
  const of = records.filter(({ body }) => body.action === 'export.raw' && body.actor?.subject === 'mara');
  expect(of.find(({ body }) => body.phase === 'intent')).toMatchObject({ text: 'for the court', body: { targets: [node.id] } });
  const outcome = of.find(({ body }) => body.phase === 'outcome' && body.of === raw.record);
  expect(outcome?.text).toBe(`svg, with names, ${raw.bytes} bytes, SHA-256 ${raw.sha256}`);
  expect(records.some(({ body }) => body.action === 'export.redacted' && body.phase === 'outcome' && body.result === 'ok')).toBe(true);
});

test('an export says how far it is and is given up when its window says so: there is no file, and the next one is made', async () => {
  const mara = await inside('mara', 'investigator');
  const node = await host(mara);
  const view = { nodes: [{ id: node.id, x: 0, y: 0, pinned: false, hidden: false }], selected: [], query: '' };
  const under = mara.act('export.redacted', { what: { of: 'canvas', view }, format: 'pdf' });
  await until(() => mara.window().context?.exporting?.phase === 'drawing');
  const { told } = mara.window().shell as PlainWindow;
  const steps = told.flatMap(({ context }) => context?.exporting ?? []).map(({ phase, done, total }) => `${phase} ${done} of ${total}`);
  expect([...new Set(steps)]).toEqual(['reading 0 of 1', 'drawing 0 of 1']);
  value(await mara.act('export.stop', {}));
  expect(await under).toMatchObject({ ok: false, error: { code: 'limit', text: 'The export was stopped; nothing was written.' } });
  expect(told.at(-1)?.context?.exporting).toBeNull();
  expect(existsSync(join(mara.folder, 'downloads'))).toBe(false);
  const written = value(await mara.act('export.redacted', { what: { of: 'canvas', view }, format: 'svg' }));
  expect(readdirSync(join(mara.folder, 'downloads'))).toEqual([basename(written.file)]);
});

test('no file comes of an export whose records leave the desk, or whose window is closed, while it is drawn', async () => {
  const mara = await inside('mara', 'investigator');
  const node = await host(mara);
  const view = { nodes: [{ id: node.id, x: 0, y: 0, pinned: false, hidden: false }], selected: [], query: '' };
  const drawn = () => mara.act('export.redacted', { what: { of: 'canvas', view }, format: 'pdf' });
  const context = mara.window().context!;
  const narrowed = drawn();
  await until(() => context.exporting?.phase === 'drawing');
  const allowing = context.slice!.allow({ kinds: ['process'], since: null });
  // At once: what must go may take its time.
  expect(context.export?.signal.aborted).toBe(true);
  await allowing;
  expect(await narrowed).toMatchObject({ ok: false, error: { code: 'limit', text: 'The export was stopped; nothing was written.' } });

  await until(() => context.sync.phase === 'ready', 60_000);
  const left = drawn();
  await until(() => context.exporting?.phase === 'drawing');
  mara.desk.windows.close(mara.window());
  expect(await left).toMatchObject({ ok: false });
  expect(existsSync(join(mara.folder, 'downloads'))).toBe(false);
  expect(mara.faults).toEqual([]);
});

test('narrowed by an operator’s command while a case is open: its rows and the case leave the desk, words stay, and all is back with the whole', async () => {
  const allow = async (...part: string[]) => {
    const to = ['--data-folder', hub.folder, '--tenant', 'ALD', '--person', 'mara', '--reason', 'a new contract'];
    const { code, words } = await startGrant([...to, ...part]).done;
    expect(code, words).toBe(0);
  };
  const mara = await inside('mara', 'investigator');
  const ask = async (kind: string) =>
    value(await mara.act('graph.query', { text: `MATCH (n:${kind}) RETURN n LIMIT 1`, params: {} })).nodes;
  const node = await host(mara);
  const evidence = [{ take: 'node', id: node.id, why: 'beacons' }] as const;
  const saved = value(await mara.act('cases.save', fields({ title: 'Under way', evidence: [...evidence] })));
  await until(() => mara.window().context?.cases?.waiting === 0);
  value(await mara.act('cases.open', { case: saved.case }));
  expect(await ask('process')).toHaveLength(1);

  await allow('--kinds', 'host,user');
  // As it does by itself each half minute.
  await mara.window().context!.slice!.syncNow();
  await until(() => mara.window().context?.sync.phase === 'ready');
  expect(await ask('process')).toEqual([]);
  expect(await ask('host')).toHaveLength(1);
  const refused = { ok: false, error: { code: 'not_permitted', text: expect.stringContaining('a part of the graph only') as string } };
  const draft = { title: 'Under way', status: { state: 'open' }, notes: 'half a sentence', kept: null, withCanvas: false } as const;
  const piece = { piece: evidence[0], words: node.label };
  value(await mara.act('cases.keepDraft', { id: saved.case, draft: { ...draft, parents: [saved.version], taken: [piece] } }));
  for (const answer of [
    await mara.act('cases.list', { fresh: true }),
    await mara.act('cases.open', { case: saved.case }),
    await mara.act('cases.read', { case: saved.case, version: saved.version }),
    await mara.act('cases.save', fields({ case: saved.case, parents: [saved.version] })),
    await mara.act('export.redacted', { what: { of: 'case', case: saved.case, version: saved.version }, format: 'svg' }),
  ])
    expect(answer).toMatchObject(refused);
  expect(mara.window().context?.notebook?.cases.cases()).toEqual([]);

  await allow('--whole');
  await mara.window().context!.slice!.syncNow();
  await until(() => mara.window().context?.sync.phase === 'ready');
  expect(await ask('process')).toHaveLength(1);
  expect(await listed(mara, saved.case)).toMatchObject({ versions: 1, draft: true });
  expect(value(await mara.act('cases.open', { case: saved.case })).draft).toMatchObject({ notes: 'half a sentence', taken: [] });
  const again = value(await mara.act('cases.read', { case: saved.case, version: saved.version }));
  expect(again.content.evidence).toMatchObject([{ why: 'beacons', record: { node: { id: node.id } } }]);
  expect(mara.faults).toEqual([]);
});
