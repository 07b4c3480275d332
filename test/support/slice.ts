/** For tests of the slice store and of sync: a folder of their own, and small random graphs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { EDGE_KINDS, EDGE_KIND_NAMES, NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';

/** A folder that goes when the test ends. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'netgraph-slice-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export * from './slice-facts.ts';

export interface Graph {
  readonly nodes: readonly NodeRecord[];
  readonly edges: readonly EdgeRecord[];
}

/** Small graphs with every kind of edge, loops and hostile labels; ids are told apart by `salt`. */
export const graphs = (salt = 'a', most = 30): fc.Arbitrary<Graph> =>
  fc
    .tuple(
      fc.array(
        fc.record({
          kind: fc.constantFrom(...NODE_KINDS),
          label: fc.oneof(fc.constantFrom('WS-01', "o'neill", '%_', 'é\u0000x'), fc.string({ maxLength: 12 })),
          seen: fc.nat(1_000),
          count: fc.nat(9),
        }),
        { minLength: 1, maxLength: most },
      ),
      fc.array(fc.record({ kind: fc.constantFrom(...EDGE_KIND_NAMES), src: fc.nat(1_000), dst: fc.nat(1_000), seen: fc.nat(1_000) }), {
        maxLength: most * 2,
      }),
    )
    .map(([rawNodes, rawEdges]) => {
      const nodes = rawNodes.map(({ kind, label, seen, count }, index): NodeRecord => ({
        id: recordId(`${salt}n${index}`),
        kind,
        label,
        firstSeen: seen,
        lastSeen: seen + count,
        count,
        props: { text: label, tags: [label] },
      }));
      const edges = rawEdges.flatMap(({ kind, src, dst, seen }, index): EdgeRecord[] => {
        const from = nodes.filter((node) => (EDGE_KINDS[kind].src as readonly string[]).includes(node.kind));
        const to = nodes.filter((node) => (EDGE_KINDS[kind].dst as readonly string[]).includes(node.kind));
        if (from.length === 0 || to.length === 0) return [];
        return [
          {
            id: recordId(`${salt}e${index}`),
            kind,
            src: from[src % from.length]!.id,
            dst: to[dst % to.length]!.id,
            firstSeen: seen,
            lastSeen: seen + 1,
            count: 1,
            props: {},
            times: [seen],
          },
        ];
      });
      return { nodes, edges };
    });

/** An id that looks drawn: every bit depends on the text (FNV-1a, four times over). */
export function recordId(text: string): RecordId {
  let id = '';
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5 ^ part;
    for (const character of `${text}${part}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    id += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return id as RecordId;
}

export const byId = <T extends { readonly id: string }>(records: Iterable<T>): T[] => [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
