/** What a notebook keeps of cases beside their versions: drafts; and what of all that stays where the grant allows a part of the graph. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../electron/store/driver.ts';
import type { CaseDraft } from '../../../../shared/contract/cases.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { DANA, caseDesk, fields, host, useCaseScene, value } from '../../../support/case-desks.ts';

const scene = useCaseScene();
const PART: SliceSpec = { kinds: ['host'], since: null };
const draft = (more: Partial<CaseDraft> = {}): CaseDraft => ({
  parents: [],
  title: 'Half',
  status: { state: 'open' },
  notes: 'half a thought',
  kept: null,
  taken: [],
  withCanvas: true,
  ...more,
});

test('where the grant comes to allow a part, no record of a case stays or is answered; words that were not sent become drafts', async () => {
  const dana = caseDesk(scene, DANA);
  const evidence = [{ take: 'node' as const, id: host.id, why: 'beacons' }];
  const sent = value(await dana.cases.save(fields({ evidence })));
  await dana.cases.sync();
  scene.online = false;
  const edited = value(await dana.cases.save(fields({ case: sent.case, parents: [sent.version], notes: 'not sent', evidence })));
  const fresh = value(await dana.cases.save(fields({ title: 'Never sent', notes: 'begun offline', evidence })));
  const taken = [{ piece: { take: 'node' as const, id: host.id, why: '' }, words: host.label }];
  const other = randomUUID();
  value(dana.cases.keepDraft(other, draft({ taken })));
  scene.online = true;
  const puts = scene.hub.puts;
  dana.cases.allow(PART);
  for (const refused of [
    await dana.cases.list(true),
    dana.cases.open(sent.case),
    await dana.cases.read(sent.case, sent.version),
    await dana.cases.save(fields()),
    await dana.cases.restore({ case: sent.case, version: sent.version, parents: [sent.version] }),
    dana.cases.openDraft(other),
    dana.cases.keepDraft(other, null),
  ])
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'not_permitted', text: expect.stringContaining('a part of the graph only') },
    });
  expect(await dana.cases.sync()).toMatchObject({ code: 'not_permitted' });
  expect(scene.hub.puts).toBe(puts);
  dana.cases.close();
  dana.notebook.close();
  const db = openDatabase(join(scene.folder, 'dana.notebook'), Buffer.alloc(32, 1), { mode: 'write' });
  const tables = db.query(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all().flat() as string[];
  const all = JSON.stringify(tables.map((table) => db.query(`SELECT * FROM ${table}`).all()));
  db.close();
  for (const record of [host.label, host.id, 'beacons']) expect(all.includes(record), record).toBe(false);
  // It is said at each opening, and by each extension, that it is a part: what became drafts stays what it was.
  const again = caseDesk(scene, DANA, true, PART);
  again.cases.allow(PART);
  expect(await again.cases.list(false)).toMatchObject({ error: { code: 'not_permitted' } });
  again.cases.close();
  again.notebook.close();
  const whole = caseDesk(scene, DANA);
  await whole.cases.sync();
  expect(value(whole.cases.open(sent.case))).toMatchObject({
    versions: [{ id: sent.version, state: 'sent' }],
    draft: { parents: [sent.version], notes: 'not sent', kept: null, taken: [] },
  });
  expect(value(whole.cases.openDraft(fresh.case)).draft).toMatchObject({ parents: [], title: 'Never sent', notes: 'begun offline' });
  expect(value(whole.cases.openDraft(other)).draft).toEqual(draft());
  expect(scene.hub.rows.map(({ id }) => id)).not.toContain(edited.version);
});

test('what is still being written when a grant narrows is kept as words, on what the notebook knows that it stands on', async () => {
  const dana = caseDesk(scene, DANA);
  const sent = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  scene.online = false;
  const edited = value(await dana.cases.save(fields({ case: sent.case, parents: [sent.version], notes: 'not sent' })));
  dana.cases.allow(PART);
  const taken = [{ piece: { take: 'node' as const, id: host.id, why: '' }, words: host.label }];
  value(dana.cases.keepDraft(sent.case, draft({ parents: [edited.version], notes: 'not sent, and more', taken })));
  const fresh = randomUUID();
  value(dana.cases.keepDraft(fresh, draft({ taken })));
  dana.cases.allow(WHOLE_SLICE);
  scene.online = true;
  await dana.cases.sync();
  expect(value(dana.cases.open(sent.case)).draft).toMatchObject({ parents: [sent.version], notes: 'not sent, and more', taken: [] });
  expect(value(dana.cases.openDraft(fresh)).draft).toEqual(draft());
});

test('evidence that is kept is of what a version stands on, and of nothing else', async () => {
  const dana = caseDesk(scene, DANA);
  const one = value(await dana.cases.save(fields({ evidence: [{ take: 'node', id: host.id, why: '' }] })));
  const [piece] = value(await dana.cases.read(one.case, one.version)).content.evidence;
  const two = value(await dana.cases.save(fields({ case: one.case, parents: [one.version] })));
  const kept = [{ take: 'kept' as const, id: piece!.id }];
  value(await dana.cases.save(fields({ case: one.case, parents: [two.version, one.version], evidence: kept })));
  expect(await dana.cases.save(fields({ case: one.case, parents: [two.version], evidence: kept }))).toMatchObject({
    error: { code: 'not_found' },
  });
});

test('a draft is kept through the end of the program, listed, bounded, and gone with the save that it became', async () => {
  const dana = caseDesk(scene, DANA);
  const one = value(await dana.cases.save(fields()));
  const fresh = randomUUID();
  value(dana.cases.keepDraft(one.case, draft({ parents: [one.version] })));
  value(dana.cases.keepDraft(fresh, draft({ title: 'New' })));
  dana.cases.close();
  dana.notebook.close();
  const again = caseDesk(scene, DANA);
  expect(value(await again.cases.list(false))).toMatchObject({
    cases: [{ id: one.case, draft: true }],
    drafts: [{ id: fresh, title: 'New' }],
  });
  expect(value(again.cases.open(one.case)).draft).toEqual(draft({ parents: [one.version] }));
  value(await again.cases.save(fields({ case: one.case, parents: [one.version], notes: 'half a thought', draft: one.case })));
  value(await again.cases.save(fields({ title: 'New', draft: fresh })));
  expect(value(await again.cases.list(false))).toMatchObject({ cases: [{ draft: false }, { draft: false }], drafts: [] });
  value(again.cases.keepDraft(fresh, draft()));
  value(again.cases.keepDraft(fresh, null));
  expect(again.cases.openDraft(fresh)).toMatchObject({ error: { code: 'not_found' } });
  for (let n = 0; n < LIMITS.drafts; n++) value(again.cases.keepDraft(randomUUID(), draft()));
  expect(() => again.cases.keepDraft(randomUUID(), draft())).toThrow(/drafts/);
});

test('what is said of a save names version and case, the verdict and what came of evidence', async () => {
  const dana = caseDesk(scene, DANA);
  const one = value(await dana.cases.save(fields({ evidence: [{ take: 'node', id: host.id, why: '' }] })));
  expect(dana.cases.said(one.version)).toBe(`version ${one.version} of case ${one.case}; begins it; title; notes; canvas; evidence +1`);
  const status = { state: 'closed', verdict: 'benign', reason: 'x' } as const;
  const two = value(await dana.cases.save(fields({ case: one.case, parents: [one.version], status })));
  expect(dana.cases.said(two.version)).toBe(`version ${two.version} of case ${one.case}; closed as benign; evidence -1`);
  const three = value(await dana.cases.save(fields({ case: one.case, parents: [two.version] })));
  expect(dana.cases.said(three.version)).toContain('; open again');
});
