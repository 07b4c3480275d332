/** For tests of the slice store and of sync: a folder of their own, a tenant, small random graphs and a feed that can be broken. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import type { FeedTransport } from '../../electron/sync/feed-transport.ts';
import { fail, ok } from '../../shared/errors.ts';
import { EDGE_KINDS, EDGE_KIND_NAMES, NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { GrantId, RecordId, TenantId } from '../../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111' as TenantId;
export const OTHER = '22222222-2222-4222-8222-222222222222' as TenantId;
export const GRANT = '33333333-3333-4333-8333-333333333333' as GrantId;
export const ORDINAL = 7;
export const KEY = Buffer.alloc(32, 9);
export const WORKER = new URL('../../electron/store/worker.ts', import.meta.url);

/** A folder that goes when the test ends. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'netgraph-slice-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export interface Graph {
  readonly nodes: readonly NodeRecord[];
  readonly edges: readonly EdgeRecord[];
}

/** Small graphs with every kind of edge, loops and hostile labels; ids are told apart by `salt`. */
export const graphs = (salt = 'a', most = 30): fc.Arbitrary<Graph> =>
  fc
    .tuple(
      fc.array(fc.record({ kind: fc.constantFrom(...NODE_KINDS), label: fc.oneof(fc.constantFrom('WS-01', "o'neill", '%_', 'é\u0000x'), fc.string({ maxLength: 12 })), seen: fc.nat(1_000), count: fc.nat(9) }), { minLength: 1, maxLength: most }),
      fc.array(fc.record({ kind: fc.constantFrom(...EDGE_KIND_NAMES), src: fc.nat(1_000), dst: fc.nat(1_000), seen: fc.nat(1_000) }), { maxLength: most * 2 }),
    )
    .map(([rawNodes, rawEdges]) => {
      const nodes = rawNodes.map(({ kind, label, seen, count }, index): NodeRecord => ({ id: recordId(`${salt}n${index}`), kind, label, firstSeen: seen, lastSeen: seen + count, count, props: { text: label, tags: [label] } }));
      const edges = rawEdges.flatMap(({ kind, src, dst, seen }, index): EdgeRecord[] => {
        const from = nodes.filter((node) => (EDGE_KINDS[kind].src as readonly string[]).includes(node.kind));
        const to = nodes.filter((node) => (EDGE_KINDS[kind].dst as readonly string[]).includes(node.kind));
        if (from.length === 0 || to.length === 0) return [];
        return [{ id: recordId(`${salt}e${index}`), kind, src: from[src % from.length]!.id, dst: to[dst % to.length]!.id, firstSeen: seen, lastSeen: seen + 1, count: 1, props: {}, times: [seen] }];
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

/** A feed of ready messages whose cursors are '1', '2' …; `bend` may change what is answered. */
export function feedOf(messages: readonly SegmentMessage[], bend: (message: SegmentMessage, index: number) => SegmentMessage | null = (message) => message): FeedTransport {
  const count = (from: number, side: 'nodes' | 'edges'): number => messages.slice(from).reduce((sum, message) => sum + message[side], 0);
  return {
    open: (_slice, cursor) => {
      const from = Number(cursor ?? '0');
      if (!(from >= 0 && from <= messages.length)) return Promise.resolve(fail('not_found'));
      return Promise.resolve(ok({ cursor: cursor ?? '0', nodes: count(from, 'nodes'), edges: count(from, 'edges') }));
    },
    next: (cursor) => {
      const index = Number(cursor);
      const message = messages[index];
      if (!message) return Promise.resolve(ok({ cursor, done: true, nodes: 0, edges: 0, key: null, nonce: new Uint8Array(0), box: new Uint8Array(0) }));
      const bent = bend(message, index);
      return Promise.resolve(bent ? ok(bent) : fail('hub_unreachable'));
    },
  };
}
