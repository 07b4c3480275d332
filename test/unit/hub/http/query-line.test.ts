/** One person's questions at the hub come one after the other, and keep nobody else waiting. */
import { beforeEach, expect, test } from 'vitest';
import { QueryLine } from '../../../../hub/http/query-line.ts';
import { letOthers } from '../../../../hub/store/let-others.ts';
import { ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ACME = '11111111-1111-4111-8111-111111111111' as TenantId;
const OTHER = '22222222-2222-4222-8222-222222222222' as TenantId;

interface Asked {
  readonly reply: Promise<Result<string>>;
  readonly answer: () => void;
  /** As when the reply was read, or whoever asked has gone. */
  readonly close: () => void;
}
/** Who is being answered at the moment. */
let running: string[] = [];
beforeEach(() => void (running = []));

function ask(line: QueryLine, person: string, tenant = ACME): Asked {
  const over = new AbortController();
  const ended = Promise.withResolvers<void>();
  const reply = line.run({ person, tenant, over: over.signal }, async () => {
    running.push(person);
    await ended.promise;
    running = running.filter((one) => one !== person);
    return ok({ for: person });
  });
  return { reply, answer: ended.resolve, close: () => over.abort() };
}

test('one of a person at a time, the fourth is told to wait, and another person goes ahead', async () => {
  const line = new QueryLine();
  const own = [ask(line, 'eve'), ask(line, 'eve'), ask(line, 'eve')];
  await settled();
  expect(await ask(line, 'eve').reply).toMatchObject({ ok: false, error: { code: 'rate' } });
  const mara = ask(line, 'mara');
  await settled();
  expect(running).toEqual(['eve', 'mara']);
  mara.answer();
  expect(await mara.reply).toEqual(ok('{"for":"mara"}'));
  for (const one of own) {
    await settled();
    expect(running).toEqual(['eve']);
    one.answer();
    expect(await one.reply).toEqual(ok('{"for":"eve"}'));
  }
});

test('an answer that nobody reads holds its place', async () => {
  const line = new QueryLine();
  const own = [ask(line, 'eve'), ask(line, 'eve'), ask(line, 'eve')];
  for (const one of own) {
    one.answer();
    await one.reply;
  }
  expect(await ask(line, 'eve').reply).toMatchObject({ ok: false, error: { code: 'rate' } });
  own[0]!.close();
  const next = ask(line, 'eve');
  await settled();
  expect(running).toEqual(['eve']);
  next.answer();
  expect(await next.reply).toMatchObject({ ok: true });
});

test('two of a customer at a time: whoever asks of another is not kept waiting', async () => {
  const line = new QueryLine();
  const many = ['a', 'b', 'c', 'd', 'e'].map((person) => ask(line, person));
  const other = ask(line, 'z', OTHER);
  await settled();
  expect(running).toEqual(['a', 'b', 'z']);
  other.answer();
  many[0]!.answer();
  await Promise.all([other.reply, many[0]!.reply]);
  await settled();
  expect(running).toEqual(['b', 'c']);
});

test('what was given up while it waited is not answered any more', async () => {
  const line = new QueryLine();
  const [first, second] = [ask(line, 'eve'), ask(line, 'eve')];
  await settled();
  second.close();
  first.answer();
  expect(await second.reply).toMatchObject({ ok: false });
  expect(running).toEqual([]);
});

test('what is answered when whoever asked has gone goes to nobody', async () => {
  const line = new QueryLine();
  const only = ask(line, 'eve');
  await settled();
  only.close();
  only.answer();
  expect(await only.reply).toMatchObject({ ok: false, error: { code: 'rate', text: 'Whoever asked has gone.' } });
});

test('a question that fails makes room for the next', async () => {
  const line = new QueryLine();
  for (let at = 0; at < 5; at++) {
    const over = new AbortController();
    const broken = line.run({ person: 'eve', tenant: ACME, over: over.signal }, () => Promise.reject(new Error('broken')));
    await expect(broken).rejects.toThrow('broken');
    over.abort();
  }
  const next = ask(line, 'eve');
  next.answer();
  expect(await next.reply).toMatchObject({ ok: true });
});

test('of many questions that let others come first, each turn of the loop goes on with one', async () => {
  let turn = 0;
  const turns: number[] = [];
  let done = false;
  const count = (): void => {
    turn++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 8 }, () => letOthers().then(() => turns.push(turn))));
  done = true;
  expect(new Set(turns).size).toBe(8);
});
