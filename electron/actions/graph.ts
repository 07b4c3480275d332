/** Reading the open customer's slice: the store's worker answers. */
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import type { AskName } from '../store/slice-store.ts';
import type { ActionDesk, Domain } from './domain.ts';

/** A handler that passes the question on to the slice of the window's own customer. */
const askSlice =
  <Name extends AskName>(name: Name) =>
  (window: DeskWindow, input: ActionParsed<Name>): Promise<Result<ActionOutput<Name>>> =>
    window.context?.slice?.ask(name, input) ?? Promise.resolve(fail('slice_missing'));

type Names = AskName | 'sync.now';

export const graphHandlers = (desk: ActionDesk): Domain<Names> => ({
  'graph.search': askSlice('graph.search'),
  'graph.counts': askSlice('graph.counts'),
  'graph.expand': askSlice('graph.expand'),
  'graph.path': askSlice('graph.path'),
  'graph.read': askSlice('graph.read'),
  'graph.join': askSlice('graph.join'),
  'graph.timeline': askSlice('graph.timeline'),
  'graph.query': (window, input) => {
    try {
      window.context?.notebook?.history.add(input.text, desk.now());
    } catch {
      // A full disk: the question is asked all the same.
    }
    return askSlice('graph.query')(window, input);
  },
  'graph.alerts': askSlice('graph.alerts'),
  'graph.kinds': askSlice('graph.kinds'),
  'graph.values': askSlice('graph.values'),
  'sync.now': async ({ context }) => {
    const synced = (await context?.slice?.syncNow()) ?? fail('slice_missing');
    return synced.ok ? ok({}) : synced;
  },
});
