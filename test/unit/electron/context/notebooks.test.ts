/** A context's notebook is held to what its grant allows: no record of a case stays, in it or beside it, and where that fails none of it does. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Context } from '../../../../electron/context/context.ts';
import { Notebooks } from '../../../../electron/context/notebooks.ts';
import { fail } from '../../../../shared/errors.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { DANA, fields, value } from '../../../support/case-desks.ts';

const PART: SliceSpec = { kinds: ['host'], since: null };
let cleared = 0;
const away = async () => fail('hub_unreachable');
const notebooks = new Notebooks({
  hub: { put: away, changes: away, version: away },
  clock: { now: () => 1_000, steady: () => 1_000 },
  online: () => false,
  onChange: () => undefined,
  onCleared: () => cleared++,
});
let file: string;
beforeEach(() => {
  cleared = 0;
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-notebooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  file = join(folder, 'a.notebook');
});

function opened(allowed: SliceSpec): Context {
  const facts = { ordinal: 7, allowed, role: 'investigator', token: null };
  const context = { facts, person: DANA, slice: null, notebook: null, cases: null } as unknown as Context;
  notebooks.open(context, file, () => Buffer.alloc(32, 1));
  onTestFinished(() => notebooks.close(context));
  return context;
}
const listed = async (context: Context) => context.cases!.list(false);
const REFUSED = { ok: false, error: { code: 'not_permitted' } };

test('a grant that comes to allow a part: at once, and when the customer is opened again', async () => {
  const context = opened(WHOLE_SLICE);
  const { case: id } = value(await context.cases!.save(fields()));
  writeFileSync(`${file}.aside-1000`, 'an earlier one');
  notebooks.allow(context, file, PART);
  expect(await listed(context)).toMatchObject(REFUSED);
  expect(context.notebook?.cases.versions(id)).toEqual([]);
  expect(readdirSync(join(file, '..')).filter((name) => name.includes('aside'))).toEqual([]);
  notebooks.close(context);
  const again = opened(PART);
  expect(await listed(again)).toMatchObject(REFUSED);
  notebooks.close(again);
  expect(cleared).toBe(1);
  const whole = opened(WHOLE_SLICE);
  expect(value(await listed(whole))).toMatchObject({ cases: [], drafts: [{ id, title: 'Beacon' }] });
});

test('a grant that allowed a part before anybody opened it finds no versions in the notebook', async () => {
  const before = opened(WHOLE_SLICE);
  const { case: id } = value(await before.cases!.save(fields()));
  notebooks.close(before);
  const context = opened(PART);
  expect(await listed(context)).toMatchObject(REFUSED);
  expect(context.notebook?.cases.versions(id)).toEqual([]);
  expect(cleared).toBe(1);
});

test('where records can not be taken out, or the notebook can not be opened, the whole of it goes; a whole grant destroys nothing', async () => {
  const context = opened(WHOLE_SLICE);
  value(await context.cases!.save(fields()));
  Object.defineProperty(context.notebook, 'keepWords', {
    value: () => {
      throw new Error('the disk is full');
    },
  });
  notebooks.allow(context, file, PART);
  expect([context.notebook, context.cases, existsSync(file)]).toEqual([null, null, false]);
  expect(cleared).toBe(1);
  const again = opened(WHOLE_SLICE);
  value(await again.cases!.save(fields()));
  again.notebook!.close();
  const unopened = { ...again, notebook: null, cases: null } as unknown as Context;
  notebooks.allow(unopened, file, WHOLE_SLICE);
  expect(existsSync(file)).toBe(true);
  notebooks.allow(unopened, file, PART);
  expect(existsSync(file)).toBe(false);
  expect(cleared).toBe(2);
});
