/** A lead's log: everything that was done in this customer's name, by whomever. */
import type { ContextState } from '../../../shared/contract/state.ts';
import { escapeText } from '../../ui/escape.ts';
import { LogTable } from './log-table.tsx';
import { useLog } from './use-log.ts';

export function Audit({ context }: { readonly context: ContextState }) {
  const log = useLog('audit.tenant');
  const title = `Everything done in the name of ${escapeText(context.mark.name)}`;
  return (
    <section className="audit" aria-label="Audit log" data-region="">
      <h2 className="audit-title">{title}</h2>
      <LogTable id="audit-log" label={title} log={log} empty="Nothing has been done in this customer’s name yet." />
    </section>
  );
}
