import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../../bench/segments.ts';
import { destroySlice, newFile, replaceSlice } from '../../../../electron/store/files.ts';
import { closeSliceFile, openSliceFile, refreshed } from '../../../../electron/store/read/slice-file.ts';
import type { SliceFile } from '../../../../electron/store/read/slice-file.ts';
import { applyIncrement } from '../../../../electron/store/write/increment.ts';
import { Snapshot } from '../../../../electron/store/write/snapshot.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../../../shared/graph/records.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { foldLabel } from '../../../../shared/query/index.ts';
import { KEY, ORDINAL, OTHER, TENANT, byId, folder, graphs, recordId } from '../../../support/slice.ts';
import type { Graph } from '../../../support/slice.ts';

type Rows = readonly (NodeRecord | EdgeRecord)[];
const isEdge = (record: NodeRecord | EdgeRecord): record is EdgeRecord => 'src' in record;
const columns = (rows: Rows) =>
  columnsOf(
    rows.filter((row): row is NodeRecord => !isEdge(row)),
    rows.filter(isEdge),
  );
const hex = (id: unknown): string => Buffer.from(id as Uint8Array).toString('hex');

function snapshot(file: string, segments: readonly Rows[]): void {
  const made = new Snapshot({ file: newFile(file), key: KEY, ordinal: ORDINAL, tenant: TENANT, slice: WHOLE_SLICE, cursor: '0' });
  segments.forEach((rows, index) => made.apply(columns(rows), `${index + 1}`, index === segments.length - 1 ? 1 : null));
  made.finish();
  replaceSlice(file);
}

function increment(open: SliceFile, rows: Rows): SliceFile {
  for (const _ of applyIncrement(columns(rows), { db: open.writer, ordinal: ORDINAL, shape: open.shape, cursor: 'next', at: 2 }));
  return refreshed(open);
}

/** All that the file holds, read row by row. */
function contents({ reader }: SliceFile): Graph {
  const nodes = reader
    .query('SELECT id, kind, label, first_seen, last_seen, count, props, label_fold FROM node')
    .all()
    .map(([id, kind, label, firstSeen, lastSeen, count, props, fold]) => {
      expect(fold).toBe(foldLabel(label as string));
      return {
        id: hex(id),
        kind: NODE_KINDS[kind as number],
        label,
        firstSeen,
        lastSeen,
        count,
        props: JSON.parse(props as string),
      } as NodeRecord;
    });
  const edges = reader
    .query(
      'SELECT e.id, e.kind, s.id, d.id, e.first_seen, e.last_seen, e.count, e.props, e.times FROM edge e JOIN node s ON s.n = e.src JOIN node d ON d.n = e.dst',
    )
    .all()
    .map(
      ([id, kind, src, dst, firstSeen, lastSeen, count, props, times]) =>
        ({
          id: hex(id),
          kind: EDGE_KIND_NAMES[kind as number],
          src: hex(src),
          dst: hex(dst),
          firstSeen,
          lastSeen,
          count,
          props: JSON.parse(props as string),
          times: JSON.parse(times as string),
        }) as EdgeRecord,
    );
  return { nodes: byId(nodes), edges: byId(edges) };
}

/** The last version of each record; edges whose ends never came apart. */
function naive(segments: readonly Rows[]): Graph & { readonly pending: number } {
  const all = new Map(segments.flat().map((row) => [row.id, row]));
  const nodes = [...all.values()].filter((row): row is NodeRecord => !isEdge(row));
  const known = new Set(nodes.map(({ id }) => id));
  const every = [...all.values()].filter(isEdge);
  const edges = every.filter(({ src, dst }) => known.has(src) && known.has(dst));
  return { nodes: byId(nodes), edges: byId(edges), pending: every.length - edges.length };
}

/** What the adjacency arrays say: each edge by its ordinal, seen from both ends. */
function walked({ shape, reader }: SliceFile): { out: string[]; in: string[]; wanted: string[] } {
  const last = reader.query('SELECT coalesce(max(n), 0) FROM node').get()![0] as number;
  const out: string[] = [];
  const back: string[] = [];
  for (let n = 0; n <= last; n++) {
    shape.eachOut(n, (edge, kind, far) => out.push(`${edge} ${kind} ${n}>${far} ${shape.nodeKind(n)}>${shape.nodeKind(far)}`) > 0);
    shape.eachIn(n, (edge, kind, far) => back.push(`${edge} ${kind} ${far}>${n} ${shape.nodeKind(far)}>${shape.nodeKind(n)}`) > 0);
  }
  const wanted = reader
    .query('SELECT e.e, e.kind, e.src, e.dst, s.kind, d.kind FROM edge e JOIN node s ON s.n = e.src JOIN node d ON d.n = e.dst')
    .all();
  return {
    out: out.sort(),
    in: back.sort(),
    wanted: wanted.map(([e, kind, src, dst, a, b]) => `${e} ${kind} ${src}>${dst} ${a}>${b}`).sort(),
  };
}

/** Rows in any order, in any segments, some twice with other contents: what a busy hub sends. */
const feeds = graphs().chain(({ nodes, edges }) => {
  const rows: Rows = [...nodes, ...edges];
  const again = fc
    .subarray([...rows])
    .map((some) => some.map((row) => ({ ...row, lastSeen: row.lastSeen + 5, count: row.count + 1, props: { again: 'yes' } })));
  const shuffled = fc.shuffledSubarray([...rows], { minLength: rows.length });
  return fc.tuple(shuffled, again, fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), fc.nat(6)).map(([first, second, sizes, from]) => {
    const left: Rows[] = [];
    const all = [...first, ...second];
    for (const size of sizes) left.push(all.splice(0, size));
    left.push(all);
    return { segments: left, from };
  });
});

describe('what came in is what is there', () => {
  test('whatever the order, the segments and the repeats, in a snapshot and in increments, after closing and opening', () => {
    const file = join(folder(), 'a.slice');
    fc.assert(
      fc.property(feeds, ({ segments, from }) => {
        destroySlice(file);
        const [begin, rest] = [segments.slice(0, from + 1), segments.slice(from + 1)];
        snapshot(file, begin);
        let open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
        for (const rows of rest) open = increment(open, rows);
        for (const again of [false, true]) {
          if (again) {
            closeSliceFile(open);
            open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
          }
          const { pending, ...graph } = naive(segments);
          expect(contents(open)).toEqual(graph);
          expect(open.reader.query('SELECT count(*) FROM pending_edge').get()).toEqual([pending]);
          expect([open.shape.nodes, open.shape.edges]).toEqual([graph.nodes.length, graph.edges.length]);
          const { out, in: back, wanted } = walked(open);
          expect(out).toEqual(wanted);
          expect(back).toEqual(wanted);
          const ordinals = open.reader
            .query('SELECT n FROM node ORDER BY id')
            .all()
            .map(([n]) => n as number);
          expect(ordinals.toSorted((a, b) => open.shape.compareNodes(a, b))).toEqual(ordinals);
        }
        closeSliceFile(open);
      }),
      { numRuns: 60 },
    );
  });

  test('an edge comes into sight when its late node does, with what it said last', () => {
    const file = join(folder(), 'a.slice');
    const node = (kind: NodeRecord['kind']): NodeRecord => ({
      id: recordId(kind),
      kind,
      label: kind,
      firstSeen: 1,
      lastSeen: 2,
      count: 1,
      props: {},
    });
    const [host, process] = [node('host'), node('process')];
    const edge = (count: number): EdgeRecord => ({
      id: recordId('edge'),
      kind: 'RAN_ON',
      src: process.id,
      dst: host.id,
      firstSeen: 1,
      lastSeen: 2,
      count,
      props: {},
      times: [1],
    });
    snapshot(file, [[process, edge(1)]]);
    let open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
    expect(contents(open).edges).toEqual([]);
    open = increment(open, [edge(2)]);
    expect(contents(open).edges).toEqual([]);
    open = increment(open, [host]);
    expect(contents(open).edges).toEqual([edge(2)]);
    expect(open.reader.query('SELECT count(*) FROM pending_edge').get()).toEqual([0]);
    closeSliceFile(open);
  });
});

describe('one file, one tenant', () => {
  test('a row of another tenant is refused by every table', () => {
    const file = join(folder(), 'a.slice');
    snapshot(file, [fc.sample(graphs(), 1)[0]!.nodes]);
    const open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
    const tables = open.reader
      .query(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map(([name]) => name as string);
    expect(tables.sort()).toEqual(['edge', 'node', 'pending_edge', 'shape', 'slice']);
    const rows: Record<string, string> = {
      node: `(n, id, kind, label, label_fold, first_seen, last_seen, count, props, tenant) VALUES (99, x'00', 1, '', '', 1, 1, 1, '{}', ?)`,
      edge: `(e, id, kind, src, dst, first_seen, last_seen, count, props, times, tenant) VALUES (99, x'00', 1, 0, 0, 1, 1, 1, '{}', '[]', ?)`,
      pending_edge: `(id, kind, src, dst, first_seen, last_seen, count, props, times, tenant) VALUES (x'00', 1, x'00', x'00', 1, 1, 1, '{}', '[]', ?)`,
      shape: `(part, data, tenant) VALUES ('x', x'00', ?)`,
      slice: `(one, tenant_id, spec, cursor, tenant) VALUES (2, '', '', '', ?)`,
    };
    for (const table of tables) {
      for (const ordinal of [ORDINAL + 1, 0, null, 'x'])
        expect(() => open.writer.command(`INSERT INTO ${table} ${rows[table]}`)(ordinal), table).toThrow(/constraint|cannot store/);
      if (table !== 'slice') open.writer.command(`INSERT INTO ${table} ${rows[table]}`)(ORDINAL);
      expect(() => open.writer.command(`UPDATE ${table} SET tenant = tenant + 1`)(), table).toThrow(/constraint/);
    }
    closeSliceFile(open);
  });

  test('a file of another tenant does not open, even under the same key', () => {
    const file = join(folder(), 'a.slice');
    snapshot(file, [fc.sample(graphs(), 1)[0]!.nodes]);
    expect(() => openSliceFile(file, KEY, ORDINAL, OTHER)).toThrow(/not a whole slice of this tenant/);
    expect(() => openSliceFile(file, KEY, ORDINAL + 1, TENANT)).toThrow(/not a whole slice of this tenant/);
    expect(() => openSliceFile(file, Buffer.alloc(32, 1), ORDINAL, TENANT)).toThrow(/not a database/);
    expect(openSliceFile(`${file}x`, KEY, ORDINAL, TENANT)).toBeNull();
  });
});

describe('records that contradict each other', () => {
  const [a] = fc.sample(graphs('c', 10), 1).flatMap(({ nodes }) => nodes);
  const other: NodeRecord = { ...a!, kind: a!.kind === 'host' ? 'user' : 'host' };

  test('stop a snapshot', () => {
    const file = join(folder(), 'a.slice');
    const made = new Snapshot({ file, key: KEY, ordinal: ORDINAL, tenant: TENANT, slice: WHOLE_SLICE, cursor: '0' });
    expect(() => made.apply(columns([a!, other]), '1', 1)).toThrow(/another kind/);
    made.drop();
  });

  test('stop an increment, and nothing of it stays', () => {
    const file = join(folder(), 'a.slice');
    snapshot(file, [[a!]]);
    const open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
    const before = contents(open);
    const fresh: NodeRecord = { ...a!, id: '0'.repeat(32) as NodeRecord['id'], label: 'never' };
    expect(() => increment(open, [fresh, other])).toThrow(/another kind/);
    expect(contents(open)).toEqual(before);
    expect(open.reader.query('SELECT cursor FROM slice').get()).toEqual(['1']);
    closeSliceFile(open);
  });
});
