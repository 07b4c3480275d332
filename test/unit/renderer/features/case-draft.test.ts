/** What is written of a case is kept, however it is left: in the middle of a save, on a full disk, for a new case, without a rest. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepDrafts } from '../../../../renderer/features/cases/keep-drafts.ts';
import {
  beginCase,
  keepDraft,
  leaveCase,
  listCases,
  makeCases,
  newCase,
  saveCase,
  write,
} from '../../../../renderer/features/cases/store.ts';
import type { Cases } from '../../../../renderer/features/cases/store.ts';
import type { CaseDraftInput } from '../../../../shared/contract/cases.ts';
import { viewSchema } from '../../../../shared/contract/view.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import { stubBridge } from '../../../support/window-bridge.ts';
import type { Answers } from '../../../support/window-bridge.ts';

const VIEW = viewSchema.parse({ nodes: [], selected: [], query: '' });
const CASE = '0191f000-0000-7000-8000-000000000001';
const VERSION = '0191f000-0000-7000-8000-000000000002';
let cases: Cases;
let disk: 'free' | 'full';
/** The grant allows a part of the graph. */
let part: boolean;
/** The notebook's drafts; a save that was done took its own. */
let drafts: Map<string, CaseDraftInput>;
let enter: (epoch: number) => void;
let endSave: (worked: boolean) => void;

const answers: Answers = {
  'cases.keepDraft': ({ id, draft }: { id: string; draft: CaseDraftInput | null }) => {
    if (disk === 'full') return fail('internal');
    if (draft) drafts.set(id, draft);
    else drafts.delete(id);
    return ok({});
  },
  'cases.save': (input: { draft: string }) =>
    new Promise<Result<unknown>>((answer) => {
      endSave = (worked) => {
        if (worked) drafts.delete(input.draft);
        answer(worked ? ok({ case: CASE, version: VERSION, state: 'pending' }) : fail('context_ended'));
      };
    }),
  'cases.list': () => (part ? fail('not_permitted') : ok({ cases: [], drafts: [], asOf: null, setAside: null })),
  'cases.open': () => ok({ versions: [], leaves: [VERSION], draft: null }),
  'cases.read': () =>
    ok({
      version: { id: VERSION, head: { title: 'Beacon', status: { state: 'open' } } },
      content: { notes: '', canvas: null, evidence: [] },
    }),
};

beforeEach(() => {
  vi.useFakeTimers();
  [disk, part, drafts, cases] = ['free', false, new Map(), makeCases()];
  ({ enter } = stubBridge(answers));
  beginCase(cases);
  write(cases, { title: 'Beacon' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const titles = () => [...drafts.values()].map(({ title }) => title);

test('who leaves in the middle of a save waits for it; where it fails, what was written is a draft', async () => {
  const saving = saveCase(cases, VIEW);
  let left = false;
  const leaving = keepDraft(cases).then(() => (left = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(left).toBe(false);
  endSave(false);
  await Promise.all([saving, leaving]);
  expect(titles()).toEqual(['Beacon']);
});

test('where it works there is no draft of what was saved, only of what was written meanwhile', async () => {
  const saving = saveCase(cases, VIEW);
  const leaving = keepDraft(cases);
  endSave(true);
  expect(await Promise.all([saving, leaving])).toEqual([true, true]);
  expect(titles()).toEqual([]);
  expect(cases.getState()).toMatchObject({ busy: null, open: { id: CASE, parents: [VERSION] } });
  write(cases, { notes: 'more' });
  const again = saveCase(cases, VIEW);
  write(cases, { notes: 'more and more' });
  endSave(true);
  await Promise.all([again, keepDraft(cases)]);
  expect([...drafts]).toMatchObject([[CASE, { notes: 'more and more' }]]);
});

test('a save that does not end keeps nobody: the draft is kept beside it', async () => {
  void saveCase(cases, VIEW);
  const leaving = keepDraft(cases);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await leaving).toBe(true);
  expect(titles()).toEqual(['Beacon']);
});

test('what could not be kept stays open, and it is said why', async () => {
  disk = 'full';
  await leaveCase(cases, true);
  expect(cases.getState()).toMatchObject({ open: { draft: { title: 'Beacon' } }, error: { code: 'internal' } });
  await newCase(cases);
  expect(cases.getState().open?.draft.title).toBe('Beacon');
  disk = 'free';
  await leaveCase(cases, true);
  expect(cases.getState()).toMatchObject({ open: null, error: null });
  expect(titles()).toEqual(['Beacon']);
});

test('when the grant comes to allow a part, what is written is kept, and no case is shown any more', async () => {
  part = true;
  await listCases(cases, false);
  expect(cases.getState()).toMatchObject({ open: null, cases: [], listError: { code: 'not_permitted' } });
  expect(titles()).toEqual(['Beacon']);
});

test('who only reads leaves, and keeps nothing', async () => {
  disk = 'full';
  await leaveCase(cases, false);
  expect(cases.getState()).toMatchObject({ open: null, error: null });
});

test('a new case takes the place of one that is written, which is kept first', async () => {
  await newCase(cases);
  expect(cases.getState().open?.draft.title).toBe('');
  expect(titles()).toEqual(['Beacon']);
});

test('who writes without a rest has it kept all the same', async () => {
  const keeping = keepDrafts(cases);
  for (let n = 0; n < 12; n++) {
    write(cases, { title: `Beacon ${n}` });
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(titles()).toHaveLength(1);
  expect(titles()[0]).not.toBe('Beacon 11');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(titles()).toEqual(['Beacon 11']);
  write(cases, { title: 'The last' });
  keeping.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(titles()).toEqual(['The last']);
  const next = keepDrafts(cases);
  write(cases, { title: 'Of a page that is not there any more' });
  enter(2);
  next.end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(titles()).toEqual(['The last']);
});
