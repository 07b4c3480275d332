/** Small hostile graphs: loops, parallel edges, missing and mixed properties, names of every script. */
import fc from 'fast-check';
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord, PropValue } from '../../shared/graph/records.ts';
import { recordId } from './slice.ts';
import type { Graph } from './slice.ts';

const NODES: readonly NodeKind[] = ['host', 'process', 'user', 'address', 'alert'];
export const EDGES: readonly EdgeKind[] = ['SPAWNED', 'ACCESSED', 'CONNECTED', 'RAN_ON'];
const TEXTS = ['', 'a', 'A', 'ab', 'b', 'ws-01', 'WS-01', 'é\u0000x', '%_', "o'neill", '"\\', '\ue000', '\u{1f600}', 'ß', '中文', 'İ'];
export const KEYS = ['a', 'b', 'tags', 'ключ', 'with space', '__proto__', 'label2'];
const NUMBERS = [0, 1, -1, 2.5, 1e21, 2 ** 60, 0.1 + 0.2, 1e-7];

export const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }).map((drawn) => drawn.toWellFormed()) },
);
export const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((drawn) => drawn + 0 || 0) },
);
const propValue: fc.Arbitrary<PropValue> = fc.oneof(text, number, fc.boolean(), fc.array(text, { maxLength: 2 }));
const props = fc.array(fc.tuple(fc.constantFrom(...KEYS), propValue), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
const moment = fc.nat(5).map((seconds) => 1_790_000_000_000 + seconds * 1_000);

export const hostileGraphs: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.uuid(),
    fc.array(fc.record({ kind: fc.constantFrom(...NODES), label: text, firstSeen: moment, more: fc.nat(3), count: fc.nat(4), props }), {
      minLength: 1,
      maxLength: 7,
      size: 'max',
    }),
    fc.array(
      fc.record({
        kind: fc.constantFrom(...EDGES),
        src: fc.nat(6),
        dst: fc.nat(6),
        times: fc.uniqueArray(moment, { minLength: 1, maxLength: 3 }),
        props,
      }),
      { maxLength: 11, size: 'max' },
    ),
  )
  .map(([salt, rawNodes, rawEdges]) => {
    const nodes = rawNodes.map(({ more, ...node }, index): NodeRecord => ({
      ...node,
      id: recordId(`${salt}n${index}`),
      lastSeen: node.firstSeen + more,
    }));
    const edges = rawEdges.map(({ kind, src, dst, times, props: own }, index): EdgeRecord => {
      const sorted = times.toSorted((a, b) => a - b);
      return {
        id: recordId(`${salt}e${index}`),
        kind,
        src: nodes[src % nodes.length]!.id,
        dst: nodes[dst % nodes.length]!.id,
        firstSeen: sorted[0]!,
        lastSeen: sorted.at(-1)!,
        count: sorted.length,
        props: own,
        times: sorted,
      };
    });
    return { nodes, edges };
  });
