/** The canvas as it was left, kept in the customer's own file. */
import type { Domain } from './domain.ts';
import { askSlice } from './graph.ts';

export const viewHandlers = (): Domain<'view.save' | 'view.load'> => ({
  'view.save': askSlice('view.save'),
  'view.load': askSlice('view.load'),
});
