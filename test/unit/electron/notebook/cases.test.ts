/** Cases on a desk: saved before they are sent, sent once, kept beside what others saved, frozen, bounded, and gone in no crash. */
import { expect, test } from 'vitest';
import { viewSchema } from '../../../../shared/contract/view.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { DANA, EVAN, canvas, caseDesk, fields, graph, host, lines, other, useCaseScene, value } from '../../../support/case-desks.ts';

const scene = useCaseScene();

test('a save is on this desk before it is sent, and sent when the hub is there', async () => {
  scene.online = false;
  const dana = caseDesk(scene, DANA);
  const saved = value(await dana.cases.save(fields()));
  expect(saved.state).toBe('pending');
  expect(await dana.cases.sync()).toMatchObject({ code: 'hub_unreachable' });
  dana.notebook.close();
  const again = caseDesk(scene, DANA);
  expect(await lines(again.cases, false)).toMatchObject([
    { id: saved.case, pending: 1, leaves: [{ author: 'Dana', own: true, state: 'pending' }] },
  ]);
  scene.online = true;
  expect(await again.cases.sync()).toBeNull();
  expect(await lines(again.cases)).toMatchObject([{ pending: 0, leaves: [{ state: 'sent' }] }]);
  expect(scene.hub.rows).toHaveLength(1);
});

test('a receipt that is lost costs nothing: the version is taken once', async () => {
  const dana = caseDesk(scene, DANA);
  value(await dana.cases.save(fields()));
  scene.hub.loseReceipts = true;
  expect(await dana.cases.sync()).toMatchObject({ code: 'hub_unreachable' });
  scene.hub.loseReceipts = false;
  expect(await dana.cases.sync()).toBeNull();
  expect([scene.hub.rows.length, scene.hub.puts]).toEqual([1, 1]);
});

test('evidence is the record as it was, with who took it and why; a later save keeps it as it is', async () => {
  const dana = caseDesk(scene, DANA);
  const first = value(await dana.cases.save(fields({ evidence: [{ take: 'node', id: host.id, why: 'beacons' }] })));
  scene.label = 'renamed since';
  const before = value(await dana.cases.read(first.case, first.version));
  expect(before.content.evidence).toMatchObject([
    { by: 'Dana', why: 'beacons', record: { form: 'node', node: { id: host.id, label: host.label } } },
  ]);
  const piece = before.content.evidence[0]!.id;
  const second = value(
    await dana.cases.save(
      fields({
        case: first.case,
        parents: [first.version],
        evidence: [
          { take: 'kept', id: piece },
          { take: 'node', id: other.id, why: '' },
        ],
      }),
    ),
  );
  const after = value(await dana.cases.read(first.case, second.version));
  expect(after.content.evidence[0]).toEqual(before.content.evidence[0]);
  expect(after.version.head.changed).toEqual({ title: false, status: false, notes: false, canvas: false, added: 1, removed: 0 });
  const foreign = await dana.cases.save(fields({ evidence: [{ take: 'node', id: 'f'.repeat(32), why: '' }] as never }));
  expect(foreign).toMatchObject({ error: { code: 'not_found' } });
});

test('an edge is frozen with its ends, and only where it lies between them', async () => {
  const dana = caseDesk(scene, DANA);
  const edge = graph.edges.find(({ src, dst }) => src !== dst)!;
  const saved = value(
    await dana.cases.save(fields({ evidence: [{ take: 'edge', id: edge.id, src: edge.src, dst: edge.dst, why: 'then' }] })),
  );
  expect(value(await dana.cases.read(saved.case, saved.version)).content.evidence).toMatchObject([
    { record: { form: 'edge', edge: { id: edge.id }, src: { id: edge.src }, dst: { id: edge.dst } } },
  ]);
  const crossed = await dana.cases.save(fields({ evidence: [{ take: 'edge', id: edge.id, src: edge.dst, dst: edge.src, why: '' }] }));
  expect(crossed).toMatchObject({ error: { code: 'not_found' } });
});

test('two who saved from the same version are both kept, and whichever is chosen stands on both', async () => {
  const [dana, evan] = [caseDesk(scene, DANA), caseDesk(scene, EVAN)];
  const first = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  await evan.cases.sync();
  scene.online = false;
  const closed = { state: 'closed', verdict: 'benign', reason: 'a scanner' } as const;
  scene.online = true;
  const mine = value(await dana.cases.save(fields({ case: first.case, parents: [first.version], notes: 'it beacons' })));
  value(await evan.cases.save(fields({ case: first.case, parents: [first.version], status: closed })));
  await evan.cases.sync();
  await dana.cases.sync();
  await evan.cases.sync();
  for (const { cases } of [dana, evan]) expect((await lines(cases))[0]?.leaves).toHaveLength(2);
  const { leaves } = value(dana.cases.open(first.case));
  const [line] = await lines(dana.cases);
  expect(line?.leaves.find(({ own }) => !own)).toMatchObject({ author: 'Evan', head: { status: closed } });
  const theirs = line!.leaves.find(({ own }) => !own)!;
  expect(value(await dana.cases.read(first.case, theirs.id)).content.notes).toBe('first');
  const chosen = value(await dana.cases.restore({ case: first.case, version: mine.version, parents: leaves }));
  await dana.cases.sync();
  await evan.cases.sync();
  for (const { cases } of [dana, evan]) expect((await lines(cases))[0]).toMatchObject({ versions: 4, leaves: [{ id: chosen.version }] });
  expect(value(await evan.cases.read(first.case, chosen.version)).content.notes).toBe('it beacons');
});

test('an old version is restored as a new one, with its evidence; a save that changes nothing is none', async () => {
  const dana = caseDesk(scene, DANA);
  const one = value(await dana.cases.save(fields({ evidence: [{ take: 'node', id: host.id, why: 'x' }] })));
  const two = value(await dana.cases.save(fields({ case: one.case, parents: [one.version], notes: 'second' })));
  const back = value(await dana.cases.restore({ case: one.case, version: one.version, parents: [two.version] }));
  const [now, then] = [value(await dana.cases.read(one.case, back.version)), value(await dana.cases.read(one.case, one.version))];
  expect(now.content).toEqual(then.content);
  expect(now.version.head.changed).toMatchObject({ notes: true, added: 1 });
  const looked = { ...canvas, camera: { x: 5, y: 5, zoom: 2 } };
  const same = value(
    await dana.cases.save(
      fields({ case: one.case, parents: [back.version], canvas: looked, evidence: [{ take: 'kept', id: then.content.evidence[0]!.id }] }),
    ),
  );
  expect(same.version).toBe(back.version);
  expect(value(dana.cases.open(one.case)).versions).toHaveLength(3);
});

test('what the hub will never take stays here and says why; what waits only for time or role waits', async () => {
  const dana = caseDesk(scene, DANA);
  const one = value(await dana.cases.save(fields()));
  scene.hub.refusing = { code: 'limit', text: 'Too many.', next: 'Begin another.' };
  expect(await dana.cases.sync()).toBeNull();
  expect((await lines(dana.cases, false))[0]).toMatchObject({
    pending: 1,
    leaves: [{ id: one.version, state: 'refused', refused: 'Too many. Begin another.' }],
  });
  scene.hub.refusing = { code: 'rate', text: 'x', next: 'y' };
  const two = value(await dana.cases.save(fields({ title: 'Another' })));
  expect(await dana.cases.sync()).toMatchObject({ code: 'rate' });
  dana.notebook.close();
  scene.hub.refusing = null;
  const observer = caseDesk(scene, DANA, false);
  expect(await observer.cases.sync()).toBeNull();
  expect(scene.hub.rows).toEqual([]);
  observer.notebook.close();
  const again = caseDesk(scene, DANA);
  await again.cases.sync();
  expect(scene.hub.rows.map(({ id }) => id)).toEqual([two.version]);
});

test('a hub that was put back to an earlier state gets what this person wrote once more', async () => {
  const dana = caseDesk(scene, DANA);
  value(await dana.cases.save(fields()));
  value(await dana.cases.save(fields({ title: 'Two' })));
  await dana.cases.sync();
  scene.hub.rows.pop();
  expect(await dana.cases.sync()).toBeNull();
  expect(scene.hub.rows.map(({ head }) => head.title)).toEqual(['Beacon', 'Two']);
  expect((await lines(dana.cases)).every(({ pending }) => pending === 0)).toBe(true);
});

test('offline, a version that was never opened here says so; one that is too large is not saved', async () => {
  const [dana, evan] = [caseDesk(scene, DANA), caseDesk(scene, EVAN)];
  const one = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  await evan.cases.sync();
  scene.online = false;
  expect(await evan.cases.read(one.case, one.version)).toMatchObject({ error: { code: 'hub_unreachable' } });
  const nodes = Array.from({ length: LIMITS.canvasStop }, (_, at) => ({
    id: at.toString(16).padStart(32, '0'),
    x: Math.PI * at,
    y: -Math.E * at,
    pinned: true,
    hidden: false,
  }));
  const full = fields({ canvas: viewSchema.parse({ nodes, selected: [], query: '' }), notes: 'x'.repeat(LIMITS.caseNotes) });
  expect(value(await dana.cases.save(full)).state).toBe('pending');
  scene.label = 'x'.repeat(LIMITS.caseVersionBytes / LIMITS.caseEvidence);
  const heavy = Array.from({ length: LIMITS.caseEvidence }, () => ({ take: 'node', id: host.id, why: '' }) as const);
  expect(await dana.cases.save(fields({ evidence: heavy }))).toMatchObject({
    error: { code: 'limit', text: expect.stringContaining('8 MB') },
  });
  expect(await lines(dana.cases, false)).toHaveLength(2);
});
