/** Cases of the open customer. A save answers once it is on disk here; sending it goes on behind. */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { ActionOutput } from '../../shared/contract/index.ts';
import type { ActionCall } from '../gate/handlers.ts';
import type { CaseDesk } from '../notebook/case-desk.ts';
import { notebookFailure } from '../notebook/notebook.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { done } from './domain.ts';
import type { Domain } from './domain.ts';

const inCases =
  <Input, Output>(work: (cases: CaseDesk, input: Input, call: ActionCall) => Promise<Result<Output>> | Result<Output>) =>
  async ({ context }: DeskWindow, input: Input, call: ActionCall): Promise<Result<Output>> => {
    const cases = context?.cases;
    if (!cases) return fail('notebook_missing');
    try {
      return await work(cases, input, call);
    } catch (error) {
      // It ended meanwhile, and its file was closed.
      if (context.cases !== cases) return fail('context_ended');
      throw notebookFailure(error);
    }
  };

/** What was saved is on record by what it is; what can't be sent now is sent later. */
const sendSoon = (cases: CaseDesk, saved: Result<ActionOutput<'cases.save'>>, call: ActionCall): typeof saved => {
  if (!saved.ok) return saved;
  call.say(cases.said(saved.value.version));
  void cases.sync().catch(() => undefined);
  return saved;
};

type Names =
  'cases.list' | 'cases.open' | 'cases.read' | 'cases.save' | 'cases.restore' | 'cases.keepDraft' | 'cases.openDraft' | 'cases.send';

export const caseHandlers = (): Domain<Names> => ({
  'cases.list': inCases((cases, { fresh }) => cases.list(fresh)),
  'cases.open': inCases((cases, input) => cases.open(input.case)),
  'cases.read': inCases((cases, input) => cases.read(input.case, input.version)),
  'cases.save': inCases(async (cases, input, call) => sendSoon(cases, await cases.save(input), call)),
  'cases.restore': inCases(async (cases, input, call) => sendSoon(cases, await cases.restore(input), call)),
  'cases.keepDraft': inCases((cases, { id, draft }) => {
    const kept = cases.keepDraft(id, draft);
    return kept.ok ? done() : kept;
  }),
  'cases.openDraft': inCases((cases, { id }) => cases.openDraft(id)),
  'cases.send': inCases(async (cases) => {
    const error = await cases.sync();
    return error ? { ok: false, error } : ok({ waiting: cases.waiting });
  }),
});
