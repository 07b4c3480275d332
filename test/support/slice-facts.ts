/** Facts and a feed that tests of the slice store share; of use outside of a test runner too. */
import { openSliceStore } from '../../electron/store/client.ts';
import type { SliceStore } from '../../electron/store/slice-store.ts';
import type { FeedTransport } from '../../electron/sync/feed-transport.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';

export const TENANT = '11111111-1111-4111-8111-111111111111' as TenantId;
export const OTHER = '22222222-2222-4222-8222-222222222222' as TenantId;
export const GRANT = '33333333-3333-4333-8333-333333333333' as GrantId;
export const ORDINAL = 7;
export const KEY = Buffer.alloc(32, 9);
const WORKER = new URL('../../electron/store/worker.ts', import.meta.url);

/** The slice in this file, in a worker of its own, as an investigator has it. */
export const openTestStore = (file: string): Promise<SliceStore> =>
  openSliceStore({ worker: WORKER, file, key: Buffer.from(KEY), ordinal: ORDINAL, tenant: TENANT, grant: GRANT, role: 'investigator' });

/** A feed of ready messages whose cursors are '1', '2' …; `bend` may change what is answered. */
export function feedOf(
  messages: readonly SegmentMessage[],
  bend: (message: SegmentMessage, index: number) => SegmentMessage | null = (message) => message,
): FeedTransport {
  const count = (from: number, side: 'nodes' | 'edges'): number => messages.slice(from).reduce((sum, message) => sum + message[side], 0);
  return {
    open: (slice, cursor) => {
      const from = Number(cursor ?? '0');
      if (!(from >= 0 && from <= messages.length)) return Promise.resolve(fail('not_found'));
      return Promise.resolve(
        ok({ slice, cursor: cursor ?? '0', nodes: count(from, 'nodes'), edges: count(from, 'edges'), snapshot: null }),
      );
    },
    chunks: () => Promise.resolve(fail('not_found')),
    next: (cursor) => {
      const index = Number(cursor);
      const message = messages[index];
      if (!message)
        return Promise.resolve(ok({ cursor, done: true, nodes: 0, edges: 0, key: null, nonce: new Uint8Array(0), box: new Uint8Array(0) }));
      const bent = bend(message, index);
      return Promise.resolve(bent ? ok(bent) : fail('hub_unreachable'));
    },
  };
}
