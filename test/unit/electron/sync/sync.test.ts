import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { messagesOf } from '../../../../bench/segments.ts';
import type { SyncProgress } from '../../../../electron/sync/run.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SegmentMessage } from '../../../../shared/protocol/feed.ts';
import { newAgreementKeys } from '../../../../shared/protocol/wrap.ts';
import { OTHER, TENANT, feedOf, folder } from '../../../support/slice.ts';
import { held, idsOf, keys, opened, run } from '../../../support/sync-run.ts';

const FIRST = makeGraph(100, 60, 1);
const SECOND = makeGraph(100, 60, 2);
const messages = await messagesOf(FIRST, TENANT, keys.publicKey, 20);
const later = (await messagesOf(SECOND, TENANT, keys.publicKey, 20)).map((message, index): SegmentMessage => ({
  ...message,
  cursor: `${messages.length + index + 1}`,
}));
const both = [...messages.map((message): SegmentMessage => ({ ...message, done: false })), ...later];

const foreign = (await messagesOf(FIRST, OTHER, keys.publicKey, 20))[2]!;
const stranger = (await messagesOf(FIRST, TENANT, (await newAgreementKeys()).publicKey, 20))[2]!;

describe('a first sync', () => {
  test('brings every record, counts them truly, and says where it stands', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const progress: SyncProgress[] = [];
    const before = Date.now();
    const result = await run(store, feedOf(messages), { onProgress: (one) => progress.push(one) });
    expect(result).toMatchObject({
      ok: true,
      value: {
        state: 'ready',
        cursor: `${messages.length}`,
        nodes: FIRST.nodes.length,
        edges: FIRST.edges.length,
        pending: 0,
        snapshot: null,
        slice: WHOLE_SLICE,
      },
    });
    expect(result.ok && result.value.at).toBeGreaterThanOrEqual(before);
    const total = FIRST.nodes.length + FIRST.edges.length;
    expect(progress[0]).toEqual({ phase: 'counting', done: 0, total: 0 });
    expect(progress.filter(({ phase }) => phase === 'syncing').map(({ done }) => done)).toEqual([
      0,
      ...messages.map((_, index) => messages.slice(0, index + 1).reduce((sum, { nodes, edges }) => sum + nodes + edges, 0)),
    ]);
    expect(progress.at(-1)).toEqual({ phase: 'finishing', done: total, total });
    expect(held(file)).toEqual(idsOf(FIRST));
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  test('goes on in the same snapshot after the hub was away', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const away = await run(
      store,
      feedOf(messages, (message, index) => (index === 3 ? null : message)),
    );
    expect(away).toMatchObject({ ok: false, error: { code: 'hub_unreachable' } });
    expect(await store.status()).toMatchObject({ ok: true, value: { state: 'missing', snapshot: { cursor: '3', records: 60 } } });
    const asked: number[] = [];
    const result = await run(
      store,
      feedOf(messages, (message, index) => (asked.push(index), message)),
    );
    expect(result.ok).toBe(true);
    expect(asked[0]).toBe(3);
    expect(held(file)).toEqual(idsOf(FIRST));
  });

  test('stops at once when it is not wanted any more, and goes on later', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const abort = new AbortController();
    const stopped = await run(
      store,
      feedOf(messages, (message, index) => (index === 2 && abort.abort(), message)),
      { signal: abort.signal },
    );
    expect(stopped).toMatchObject({ ok: false, error: { code: 'context_ended' } });
    expect(await run(store, feedOf(messages), { signal: abort.signal })).toMatchObject({ ok: false, error: { code: 'context_ended' } });
    expect((await run(store, feedOf(messages))).ok).toBe(true);
    expect(held(file)).toEqual(idsOf(FIRST));
  });
});

describe('a later sync', () => {
  test('adds what is new, from its own cursor on', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOf(messages));
    const asked: number[] = [];
    const result = await run(
      store,
      feedOf(both, (message, index) => (asked.push(index), message)),
    );
    expect(result).toMatchObject({ ok: true, value: { cursor: `${both.length}`, nodes: FIRST.nodes.length + SECOND.nodes.length } });
    expect(asked[0]).toBe(messages.length);
    expect(held(file)).toEqual(idsOf(FIRST, SECOND));
  });

  test('with nothing new changes nothing but the moment', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const first = await run(store, feedOf(messages));
    const again = await run(store, feedOf(messages));
    expect(again).toMatchObject({ ok: true, value: { cursor: first.ok && first.value.cursor, nodes: FIRST.nodes.length } });
    expect(again.ok && first.ok && again.value.at! >= first.value.at!).toBe(true);
  });

  test('keeps what came before the hub went away', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOf(messages));
    await run(
      store,
      feedOf(both, (message, index) => (index === messages.length + 1 ? null : message)),
    );
    expect(await store.status()).toMatchObject({ ok: true, value: { cursor: `${messages.length + 1}` } });
    expect((await run(store, feedOf(both))).ok).toBe(true);
    expect(held(file)).toEqual(idsOf(FIRST, SECOND));
  });

  test('begins anew where the hub does not know the cursor or the shape is another', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOf(both));
    expect(await run(store, feedOf(messages))).toMatchObject({ ok: true, value: { cursor: `${messages.length}` } });
    expect(held(file)).toEqual(idsOf(FIRST));
    expect(await run(store, feedOf(both), { slice: { kinds: null, since: 5 } })).toMatchObject({
      ok: true,
      value: { slice: { kinds: null, since: 5 } },
    });
  });
});

describe('what does not check out', () => {
  const flip = (bytes: Uint8Array, at: number): Uint8Array => Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
  const bent: Record<string, (message: SegmentMessage, index: number) => SegmentMessage> = {
    garbage: (message, index) => (index === 2 ? { ...message, box: Uint8Array.from(message.box, (_, at) => at) } : message),
    'one flipped bit': (message, index) => (index === 2 ? { ...message, box: flip(message.box, 9) } : message),
    'a changed tag': (message, index) => (index === 2 ? { ...message, box: flip(message.box, message.box.length - 1) } : message),
    'a cut segment': (message, index) => (index === 2 ? { ...message, box: message.box.slice(0, -20) } : message),
    'an empty box': (message, index) => (index === 2 ? { ...message, box: new Uint8Array(0) } : message),
    "another tenant's segment": (message, index) => (index === 2 ? { ...foreign, cursor: message.cursor } : message),
    'a key for another desk': (message, index) => (index === 2 ? { ...stranger, cursor: message.cursor } : message),
    'no key': (message, index) => (index === 2 ? { ...message, key: null } : message),
    'the box of the next one': (message, index) => (index === 2 ? { ...message, box: messages[3]!.box } : message),
    'a wrong count': (message, index) => (index === 2 ? { ...message, nodes: message.nodes + 1 } : message),
    'the segment before, again': (message, index) => (index === 2 ? messages[1]! : message),
    'the segment before, under a new cursor': (message, index) => (index === 2 ? { ...messages[1]!, cursor: message.cursor } : message),
    'a segment left out': (message, index) => (index === 2 ? messages[3]! : message),
    'an end too soon': (message, index) => (index === 2 ? { ...message, done: true } : message),
  };

  test.each(Object.keys(bent))('%s stops a first sync by name, and nothing is left of it', async (name) => {
    const path = folder();
    const store = await opened(join(path, 'a.slice'));
    const result = await run(store, feedOf(messages, bent[name]!));
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused', text: expect.stringContaining('does not check out') } });
    expect(await store.status()).toMatchObject({ ok: true, value: { state: 'missing', snapshot: null } });
    expect(readdirSync(path)).toEqual([]);
  });

  test.each(Object.keys(bent))('%s stops a snapshot anew by name, and the old slice is whole', async (name) => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOf(later.map((message, index) => ({ ...message, cursor: `${index + 1}` }))));
    const before = readFileSync(file);
    const result = await run(store, feedOf(messages, bent[name]!), { slice: { kinds: null, since: 1 } });
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused' } });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(held(file)).toEqual(idsOf(SECOND));
  });

  test('in an increment leaves the slice as it was before that segment', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOf(messages));
    const result = await run(
      store,
      feedOf(both, (message, index) => (index === messages.length ? { ...message, box: flip(message.box, 3) } : message)),
    );
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused' } });
    expect(held(file)).toEqual(idsOf(FIRST));
    expect((await run(store, feedOf(both))).ok).toBe(true);
    expect(held(file)).toEqual(idsOf(FIRST, SECOND));
  });
});
