/** Cases of the open customer. A save answers once it is on disk here; sending it goes on behind. */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { CaseDesk } from '../notebook/case-desk.ts';
import { notebookFailure } from '../notebook/notebook.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import type { Domain } from './domain.ts';

const inCases =
  <Input, Output>(work: (cases: CaseDesk, input: Input) => Promise<Result<Output>> | Result<Output>) =>
  async ({ context }: DeskWindow, input: Input): Promise<Result<Output>> => {
    const cases = context?.cases;
    if (!cases) return fail('notebook_missing');
    try {
      return await work(cases, input);
    } catch (error) {
      // It ended meanwhile, and its file was closed.
      if (context.cases !== cases) return fail('context_ended');
      throw notebookFailure(error);
    }
  };

const sendSoon = <Output>(cases: CaseDesk, saved: Result<Output>): Result<Output> => {
  // What can't be sent now is sent later.
  if (saved.ok) void cases.sync().catch(() => undefined);
  return saved;
};

type Names = 'cases.list' | 'cases.open' | 'cases.read' | 'cases.save' | 'cases.restore' | 'cases.send';

export const caseHandlers = (): Domain<Names> => ({
  'cases.list': inCases((cases, { fresh }) => cases.list(fresh)),
  'cases.open': inCases((cases, input) => cases.open(input.case)),
  'cases.read': inCases((cases, input) => cases.read(input.case, input.version)),
  'cases.save': inCases(async (cases, input) => sendSoon(cases, await cases.save(input))),
  'cases.restore': inCases(async (cases, input) => sendSoon(cases, await cases.restore(input))),
  'cases.send': inCases(async (cases) => {
    const error = await cases.sync();
    return error ? { ok: false, error } : ok({ waiting: cases.waiting });
  }),
});
