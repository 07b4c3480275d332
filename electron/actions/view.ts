/** The canvas as it was left, kept in the customer's own notebook. */
import { ok } from '../../shared/errors.ts';
import { done } from './domain.ts';
import type { Domain } from './domain.ts';
import { inNotebook } from './notebook.ts';

export const viewHandlers = (): Domain<'view.save' | 'view.load'> => ({
  'view.save': inNotebook(({ view }, input) => {
    view.save(input.view);
    return done();
  }),
  'view.load': inNotebook(({ view }) => ok({ view: view.load() })),
});
