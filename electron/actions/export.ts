/** Exports of the open customer. One at a time of one window. */
import type { ExportWanted, Written } from '../../shared/contract/export.ts';
import { fail } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Context } from '../context/context.ts';
import { makeExport, outcomeText } from '../export/export.ts';
import type { ActionCall } from '../gate/handlers.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import type { ActionDesk, Domain } from './domain.ts';

export function exportHandlers(desk: ActionDesk): Domain<'export.redacted' | 'export.raw'> {
  const busy = new WeakSet<Context>();

  async function make({ context }: DeskWindow, { what, format }: ExportWanted, raw: boolean, call: ActionCall): Promise<Result<Written>> {
    if (!context) return fail('no_context');
    if (busy.has(context)) return fail('rate', { text: 'An export is being made already.', next: 'Wait until it is done.' });
    busy.add(context);
    try {
      const made = await makeExport(desk.exports, context, { what, format, raw, record: call.record });
      if (made.ok) call.say(outcomeText(made.value, format, raw));
      return made;
    } finally {
      busy.delete(context);
    }
  }

  return {
    'export.redacted': (window, input, call) => make(window, input, false, call),
    'export.raw': (window, input, call) => make(window, input, true, call),
  };
}
