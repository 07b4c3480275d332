/** Cases on a desk: saved before they are sent, sent once, kept beside what others saved, frozen, bounded, and gone in no crash. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { CaseDesk } from '../../../../electron/notebook/case-desk.ts';
import { Notebook } from '../../../../electron/notebook/notebook.ts';
import type { CaseHub } from '../../../../electron/sync/transport.ts';
import type { Actor } from '../../../../shared/audit/record.ts';
import type { ActionInput } from '../../../../shared/contract/index.ts';
import { viewSchema } from '../../../../shared/contract/view.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { AppError, Result } from '../../../../shared/errors.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { CaseChangesReply, CasePutRequest } from '../../../../shared/protocol/cases.ts';

const DANA: Actor = { issuer: 'mssp', subject: 'dana', name: 'Dana' };
const EVAN: Actor = { issuer: 'mssp', subject: 'evan', name: 'Evan' };
const graph = makeGraph(60, 120, 1);
const [host, other] = graph.nodes as [(typeof graph.nodes)[number], (typeof graph.nodes)[number]];

/** Versions in memory, in the order of their coming, with whoever's token sent them as author. */
class PlainHub {
  readonly rows: (CasePutRequest & { seq: number; author: Actor })[] = [];
  refusing: AppError | null = null;
  loseReceipts = false;
  puts = 0;
  history = 'a'.repeat(32);
  as(author: Actor): CaseHub {
    return {
      put: async (_token, version) => {
        this.puts++;
        if (this.refusing) return { ok: false, error: this.refusing };
        const known = this.rows.find(({ id }) => id === version.id);
        const seq = known?.seq ?? this.rows.push({ ...version, author, seq: this.rows.length + 1 });
        return this.loseReceipts ? fail('hub_unreachable') : ok({ seq });
      },
      changes: async (_token, after): Promise<Result<CaseChangesReply>> => ({
        ok: true,
        value: {
          versions: this.rows
            .filter(({ seq }) => seq > after)
            .map(({ seq, id, case: of, head, author }) => ({ seq, id, case: of, head, author })),
          last: this.rows.length,
          history: this.history,
        },
      }),
      version: async (_token, id) => {
        const row = this.rows.find((one) => one.id === id);
        return row ? ok({ case: row.case, body: row.body }) : fail('not_found');
      },
    };
  }
}

let hub: PlainHub;
let folder: string;
let online: boolean;
let label: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netgraph-cases-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  hub = new PlainHub();
  online = true;
  label = host.label;
});

let clock = 1_000;
function desk(person: Actor, mayWrite = true): { cases: CaseDesk; notebook: Notebook } {
  const notebook = new Notebook({ file: join(folder, `${person.subject}.notebook`), key: Buffer.alloc(32, 1), ordinal: 7 });
  onTestFinished(() => notebook.close());
  const cases = new CaseDesk({
    cases: notebook.cases,
    setAside: notebook.setAside,
    hub: hub.as(person),
    token: () => (online ? 'token' : null),
    person,
    mayWrite,
    read: async (ids) =>
      ok({
        nodes: graph.nodes.filter(({ id }) => ids.includes(id)).map((node) => (node.id === host.id ? { ...node, label } : node)) as never,
        edges: graph.edges.filter(({ src, dst }) => ids.includes(src) && ids.includes(dst)) as never,
      }),
    now: () => clock++,
  });
  return { cases, notebook };
}

type Save = Parameters<CaseDesk['save']>[0];
const canvas = viewSchema.parse({ nodes: [{ id: host.id, x: 1, y: 2, pinned: true, hidden: false }], selected: [], query: '' });
const fields = (more: Partial<ActionInput<'cases.save'>> = {}): Save =>
  ({ case: null, parents: [], title: 'Beacon', status: { state: 'open' }, notes: 'first', canvas, evidence: [], ...more }) as Save;
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
};
const lines = async (cases: CaseDesk, fresh = true) => value(await cases.list(fresh)).cases;

test('a save is on this desk before it is sent, and sent when the hub is there', async () => {
  online = false;
  const dana = desk(DANA);
  const saved = value(await dana.cases.save(fields()));
  expect(saved.state).toBe('pending');
  expect(await dana.cases.sync()).toMatchObject({ code: 'hub_unreachable' });
  dana.notebook.close();
  const again = desk(DANA);
  expect(await lines(again.cases, false)).toMatchObject([
    { id: saved.case, pending: 1, leaves: [{ author: 'Dana', own: true, state: 'pending' }] },
  ]);
  online = true;
  expect(await again.cases.sync()).toBeNull();
  expect(await lines(again.cases)).toMatchObject([{ pending: 0, leaves: [{ state: 'sent' }] }]);
  expect(hub.rows).toHaveLength(1);
});

test('a receipt that is lost costs nothing: the version is taken once', async () => {
  const dana = desk(DANA);
  value(await dana.cases.save(fields()));
  hub.loseReceipts = true;
  expect(await dana.cases.sync()).toMatchObject({ code: 'hub_unreachable' });
  hub.loseReceipts = false;
  expect(await dana.cases.sync()).toBeNull();
  expect([hub.rows.length, hub.puts]).toEqual([1, 2]);
});

test('evidence is the record as it was, with who took it and why; a later save keeps it as it is', async () => {
  const dana = desk(DANA);
  const first = value(await dana.cases.save(fields({ evidence: [{ take: 'node', id: host.id, why: 'beacons' }] })));
  label = 'renamed since';
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
  const dana = desk(DANA);
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
  const [dana, evan] = [desk(DANA), desk(EVAN)];
  const first = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  await evan.cases.sync();
  online = false;
  const closed = { state: 'closed', verdict: 'benign', reason: 'a scanner' } as const;
  online = true;
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
  const dana = desk(DANA);
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
  const dana = desk(DANA);
  const one = value(await dana.cases.save(fields()));
  hub.refusing = { code: 'limit', text: 'Too many.', next: 'Begin another.' };
  expect(await dana.cases.sync()).toBeNull();
  expect((await lines(dana.cases, false))[0]).toMatchObject({
    pending: 1,
    leaves: [{ id: one.version, state: 'refused', refused: 'Too many. Begin another.' }],
  });
  hub.refusing = { code: 'rate', text: 'x', next: 'y' };
  const two = value(await dana.cases.save(fields({ title: 'Another' })));
  expect(await dana.cases.sync()).toMatchObject({ code: 'rate' });
  dana.notebook.close();
  hub.refusing = null;
  const observer = desk(DANA, false);
  expect(await observer.cases.sync()).toBeNull();
  expect(hub.rows).toEqual([]);
  observer.notebook.close();
  const again = desk(DANA);
  await again.cases.sync();
  expect(hub.rows.map(({ id }) => id)).toEqual([two.version]);
});

test('a hub that was put back to an earlier state gets what this person wrote once more', async () => {
  const dana = desk(DANA);
  value(await dana.cases.save(fields()));
  value(await dana.cases.save(fields({ title: 'Two' })));
  await dana.cases.sync();
  hub.rows.pop();
  expect(await dana.cases.sync()).toBeNull();
  expect(hub.rows.map(({ head }) => head.title)).toEqual(['Beacon', 'Two']);
  expect((await lines(dana.cases)).every(({ pending }) => pending === 0)).toBe(true);
});

test('offline, a version that was never opened here says so; one that is too large is not saved', async () => {
  const [dana, evan] = [desk(DANA), desk(EVAN)];
  const one = value(await dana.cases.save(fields()));
  await dana.cases.sync();
  await evan.cases.sync();
  online = false;
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
  label = 'x'.repeat(LIMITS.caseVersionBytes / LIMITS.caseEvidence);
  const heavy = Array.from({ length: LIMITS.caseEvidence }, () => ({ take: 'node', id: host.id, why: '' }) as const);
  expect(await dana.cases.save(fields({ evidence: heavy }))).toMatchObject({
    error: { code: 'limit', text: expect.stringContaining('8 MB') },
  });
  expect(await lines(dana.cases, false)).toHaveLength(2);
});
