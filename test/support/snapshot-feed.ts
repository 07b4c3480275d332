/** A hub's ready snapshot, built by the hub's own builder, and a feed that offers it; of use outside of a test runner too. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf } from '../../bench/segments.ts';
import type { Graph } from '../../bench/graph.ts';
import type { FeedTransport } from '../../electron/sync/feed-transport.ts';
import type { KeptPart } from '../../hub/feed/kept.ts';
import { sealColumns } from '../../hub/feed/seal-columns.ts';
import { buildSnapshot } from '../../hub/snapshot/build.ts';
import { appError, fail, ok } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';
import type { SnapshotOffer } from '../../shared/protocol/snapshot.ts';
import { wrapTo } from '../../shared/protocol/wrap.ts';
import { ORDINAL, TENANT, feedOf } from './slice-facts.ts';

export interface Ready {
  readonly offer: Extract<SnapshotOffer, { state: 'ready' }>;
  readonly slice: SliceSpec;
  readonly boxes: readonly Uint8Array<ArrayBuffer>[];
}

async function* partsOf({ nodes, edges }: Graph, tenant: TenantId, rows: number): AsyncGenerator<KeptPart> {
  const all = [...nodes, ...edges];
  for (let at = 0; at < all.length; at += rows) {
    const [these, those] = [nodes.slice(at, at + rows), edges.slice(Math.max(0, at - nodes.length), Math.max(0, at + rows - nodes.length))];
    const { key, nonce, box } = await sealColumns(columnsOf(these, those), tenant);
    // The feed that goes on from here begins with its first message.
    yield { segment: { nodes: these.length, edges: those.length, key, nonce, box }, cursor: '0', seq: at + rows };
  }
}

/** `folder`: where it may work. `publicKey`: the device to which its key is wrapped. */
export async function readySnapshot(
  folder: string,
  graph: Graph,
  publicKey: string,
  some: { readonly tenant?: TenantId; readonly slice?: SliceSpec; readonly id?: string } = {},
): Promise<Ready> {
  const { tenant = TENANT, slice = WHOLE_SLICE, id = randomBytes(16).toString('hex') } = some;
  const key = randomBytes(32);
  const [scratch, target] = [join(folder, `${id}.scratch`), join(folder, `${id}.chunks`)];
  const options = { tenant, ordinal: ORDINAL, slice, id, key: Uint8Array.from(key), at: Date.now(), scratch, target };
  const built = await buildSnapshot(options, partsOf(graph, tenant, 1_000), () => undefined, new AbortController().signal);
  const bytes = readFileSync(target);
  let at = 0;
  const boxes = built.lengths.map((length) => Uint8Array.from(bytes.subarray(at, (at += length))));
  const { pages, nodes, edges } = built;
  return { offer: { state: 'ready', id, pages, nodes, edges, key: await wrapTo(publicKey, 'netgraph snapshot', key) }, slice, boxes };
}

/** What becomes of the chunk of this number: it, another, an error of the hub in its place, or `cut`: the connection breaks. */
export type Bend = (box: Uint8Array<ArrayBuffer>, chunk: number) => Uint8Array<ArrayBuffer> | ErrorCode | 'cut';

/** Offers the snapshot to who has nothing, and `later` to who has a cursor. `asked` gets the number of each chunk that is sent. */
export function feedOfSnapshot(
  ready: Ready,
  later: readonly SegmentMessage[] = [],
  { bend = (box) => box, asked = [] }: { readonly bend?: Bend; readonly asked?: number[] } = {},
): FeedTransport {
  const feed = feedOf(later);
  const { offer, slice } = ready;
  return {
    ...feed,
    async open(wanted, cursor) {
      const opened = await feed.open(wanted, cursor);
      if (!opened.ok) return opened;
      return ok({ ...opened.value, slice, snapshot: cursor === null ? offer : null });
    },
    async chunks({ id, from, count }, take) {
      if (id !== offer.id) return fail('not_found');
      for (let chunk = from; chunk < Math.min(from + count, ready.boxes.length); chunk++) {
        const sent = bend(ready.boxes[chunk]!, chunk);
        if (sent === 'cut') return fail('hub_unreachable');
        if (typeof sent === 'string') return { ok: false, error: appError(sent) };
        asked.push(chunk);
        // Handed over, so a copy each time.
        await take(Uint8Array.from(sent));
      }
      return ok(null);
    },
  };
}
