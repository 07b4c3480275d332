/** The inside of a segment: what was packed comes back, and anything else is refused before a row of it is used. */
import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import { packColumns, unpackColumns } from '../../../../shared/protocol/segment.ts';
import type { SegmentColumns } from '../../../../shared/protocol/segment.ts';

const packr = new Packr({ useRecords: false, moreTypes: false });
const text = fc.string({ unit: 'binary', maxLength: 20 });
const seen = fc.integer({ min: 0, max: 2 ** 48 });
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

const nodesOf = (rows: number): fc.Arbitrary<SegmentColumns['nodes']> => {
  const column = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { minLength: rows, maxLength: rows });
  return fc.record({
    id: bytes(rows * 16),
    kind: bytes(rows),
    label: column(text),
    firstSeen: column(seen),
    lastSeen: column(seen),
    count: column(fc.nat()),
    props: column(text),
  });
};
const edgesOf = (rows: number): fc.Arbitrary<SegmentColumns['edges']> =>
  fc
    .tuple(nodesOf(rows), bytes(rows * 16), bytes(rows * 16), fc.array(text, { minLength: rows, maxLength: rows }))
    .map(([{ id, kind, firstSeen, lastSeen, count, props }, src, dst, times]) => ({
      id,
      kind,
      src,
      dst,
      firstSeen,
      lastSeen,
      count,
      props,
      times,
    }));
const segments = fc
  .tuple(fc.nat(8), fc.nat(8))
  .chain(([nodes, edges]) => fc.record({ v: fc.constant(1 as const), nodes: nodesOf(nodes), edges: edgesOf(edges) }));

describe('a segment', () => {
  test('comes back as it was packed', () => {
    fc.assert(
      fc.property(segments, (columns) => {
        expect(plain(unpackColumns(packColumns(columns)))).toEqual(plain(columns));
      }),
    );
  });

  test('with one column longer or shorter than the others is refused, whichever it is', () => {
    fc.assert(
      fc.property(segments, fc.nat(), fc.boolean(), (columns, pick, longer) => {
        const side = pick % 2 === 0 ? 'nodes' : 'edges';
        const names = Object.keys(columns[side]);
        const name = names[(pick >> 1) % names.length] ?? '';
        const column = (columns[side] as Record<string, Uint8Array | unknown[]>)[name] ?? [];
        fc.pre(longer || column.length > 0);
        const bent = longer
          ? column instanceof Uint8Array
            ? Uint8Array.of(...column, 0)
            : [...column, typeof column[0] === 'number' || /Seen|count/.test(name) ? 1 : '']
          : column.slice(1);
        expect(() => unpackColumns(packr.pack({ ...columns, [side]: { ...columns[side], [name]: bent } }))).toThrow();
      }),
    );
  });

  test('with a field too many, one too few, or another version is refused', () => {
    const [good] = fc.sample(segments, 1);
    if (!good) throw new Error('no sample');
    const { label, ...fewer } = good.nodes;
    expect(label).toBeDefined();
    for (const bad of [
      { ...good, tenant: 'x' },
      { ...good, nodes: { ...good.nodes, tenant: [] } },
      { ...good, nodes: fewer },
      { ...good, v: 2 },
    ])
      expect(() => unpackColumns(packr.pack(bad))).toThrow();
  });

  test('made of any bytes, or damaged anywhere, either is refused or is still whole', () => {
    const whole = (data: Uint8Array): void => {
      let columns: SegmentColumns;
      try {
        columns = unpackColumns(data);
      } catch {
        return;
      }
      for (const { id, kind, ...rest } of [columns.nodes, columns.edges]) {
        expect(id).toHaveLength(kind.length * 16);
        for (const [name, column] of Object.entries(rest))
          expect(column, name).toHaveLength(/src|dst/.test(name) ? kind.length * 16 : kind.length);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), whole));
    fc.assert(
      fc.property(segments, fc.nat(), fc.integer({ min: 1, max: 255 }), (columns, at, change) => {
        const data = packColumns(columns);
        data[at % data.length]! ^= change;
        whole(data);
        whole(data.subarray(0, at % data.length));
      }),
    );
  });
});

/** With bytes as lists of numbers, whatever kind of array they came as. */
function plain({ v, nodes, edges }: SegmentColumns): unknown {
  const side = (columns: object): unknown =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column as Uint8Array)]));
  return { v, nodes: side(nodes), edges: side(edges) };
}
