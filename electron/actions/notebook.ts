/** Past and saved questions, in the open customer's notebook. */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { notebookFailure } from '../notebook/notebook.ts';
import type { Notebook } from '../notebook/notebook.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { done } from './domain.ts';
import type { ActionDesk, Domain } from './domain.ts';

/** A handler that works in the notebook of the window's own customer. */
export const inNotebook =
  <Input, Output>(work: (notebook: Notebook, input: Input) => Result<Output>) =>
  ({ context }: DeskWindow, input: Input): Result<Output> => {
    if (!context?.notebook) return fail('notebook_missing');
    try {
      return work(context.notebook, input);
    } catch (error) {
      throw notebookFailure(error);
    }
  };

type Names = 'history.list' | 'history.clear' | 'saved.list' | 'saved.put' | 'saved.remove';

export const notebookHandlers = (desk: ActionDesk): Domain<Names> => ({
  'history.list': inNotebook(({ history }) => ok({ queries: history.list() })),
  'history.clear': inNotebook(({ history }) => {
    history.clear();
    return done();
  }),
  'saved.list': inNotebook(({ saved }) => ok({ queries: saved.list() })),
  'saved.put': inNotebook(({ saved }, query) => ok(saved.put(query, desk.now()))),
  'saved.remove': inNotebook(({ saved }, { id }) => {
    saved.remove(id);
    return done();
  }),
});
