/** Starts the hub's process and speaks the feed with it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { FeedTransport } from '../electron/sync/feed-transport.ts';
import type { SliceSpec } from '../shared/graph/slice.ts';

export interface FeedCall {
  readonly id: number;
  readonly agreementKey: string;
  readonly call:
    | { readonly name: 'open'; readonly slice: SliceSpec; readonly cursor: string | null }
    | { readonly name: 'next'; readonly cursor: string };
}

export interface HubProcess {
  feed(agreementKey: string): FeedTransport;
  stop(): Promise<void>;
}

export async function startHubProcess(): Promise<HubProcess> {
  const child = fork(new URL('./hub-process.ts', import.meta.url), { serialization: 'advanced' });
  const waiting = new Map<number, (result: never) => void>();
  let next = 0;
  const gone = once(child, 'exit');
  await Promise.race([once(child, 'message'), gone.then(() => Promise.reject(new Error('the hub did not start')))]);
  child.on('message', ({ id, result }: { id: number; result: never }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const ask = <T>(agreementKey: string, call: FeedCall['call']): Promise<T> =>
    new Promise((answer) => {
      const id = next++;
      waiting.set(id, answer as (result: never) => void);
      child.send({ id, agreementKey, call } satisfies FeedCall);
    });
  return {
    feed: (agreementKey) => ({
      open: (slice, cursor) => ask(agreementKey, { name: 'open', slice, cursor }),
      next: (cursor) => ask(agreementKey, { name: 'next', cursor }),
    }),
    stop: async () => {
      child.disconnect();
      await gone;
    },
  };
}
