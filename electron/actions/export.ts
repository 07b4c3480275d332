/** Exports of the open customer. One at a time of one window, which hears how far it is and may give it up. */
import type { ExportWanted, Written } from '../../shared/contract/export.ts';
import { fail } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Context } from '../context/context.ts';
import { makeExport, outcomeText } from '../export/export.ts';
import type { ActionCall } from '../gate/handlers.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { done } from './domain.ts';
import type { ActionDesk, Domain } from './domain.ts';

export function exportHandlers(desk: ActionDesk): Domain<'export.redacted' | 'export.raw' | 'export.stop'> {
  async function make(window: DeskWindow, { what, format }: ExportWanted, raw: boolean, call: ActionCall): Promise<Result<Written>> {
    const { context } = window;
    if (!context) return fail('no_context');
    if (context.export) return fail('rate', { text: 'An export is being made already.', next: 'Wait until it is done.' });
    const abort = (context.export = new AbortController());
    const tell = (exporting: Context['exporting']): void => {
      if (context.export !== abort) return;
      context.exporting = exporting;
      if (window.context === context) desk.windows.tell(window);
    };
    try {
      const asked = { what, format, raw, record: call.record, signal: abort.signal, onProgress: tell };
      const made = await makeExport(desk.exports, context, asked);
      if (made.ok) call.say(outcomeText(made.value, format, raw));
      return made;
    } finally {
      tell(null);
      context.export = null;
    }
  }

  return {
    'export.redacted': (window, input, call) => make(window, input, false, call),
    'export.raw': (window, input, call) => make(window, input, true, call),
    'export.stop': ({ context }) => {
      context?.export?.abort();
      return done();
    },
  };
}
