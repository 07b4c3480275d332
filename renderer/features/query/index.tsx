/** The query bar: asks the planner, marks what it did not understand and offers what would be, keeps the last answer until there is a better one. */
import { BookMarked, Braces, CornerDownLeft } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { permits, ROLES } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import type { QueryReply } from '../../../shared/contract/graph.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { parseQuery } from '../../../shared/query/parse/index.ts';
import { act } from '../../api.ts';
import { IconButton } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Editor } from './editor.tsx';
import { fixOf } from './fix.ts';
import type { Present } from './offers.ts';
import { ParameterFields } from './parameter-fields.tsx';
import { Refusal } from './refusal.tsx';
import { Results } from './results.tsx';
import { SavedQueries } from './saved-queries.tsx';
import { parametersOf } from './scan.ts';
import { usePast } from './use-past.ts';
import { valueOf } from './values.ts';
import type { Value } from './values.ts';
import './query.css';

export interface QueryBarProps {
  readonly role: Role;
  readonly mark: CustomerMark;
  /** As of when the slice is: another one may have other kinds. */
  readonly sliceAt: number | null;
  readonly text: string;
  readonly savedOpen: boolean;
  /** The verb that opens them, with its key. */
  readonly savedName: string;
  readonly onText: (text: string) => void;
  readonly onSaved: (open: boolean) => void;
  /** The records of an answer, in its order. */
  readonly onAdd: (ids: readonly RecordId[]) => void;
  readonly onLeave: () => void;
}

export function QueryBar({ role, mark, sliceAt, text, savedOpen, savedName, onText, onSaved, onAdd, onLeave }: QueryBarProps) {
  const [reply, setReply] = useState<QueryReply | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const permitted = permits(role, 'graph.query');
  const present = usePresent(permitted, sliceAt);
  const names = useMemo(() => parametersOf(text), [text]);
  const fix = useMemo(() => (error ? fixOf(text, error) : null), [text, error]);
  const put = (next: string): void => {
    onText(next);
    setError(null);
  };
  const goPast = usePast(put);

  const ask = async (asked: string): Promise<void> => {
    if (asking || asked.trim() === '') return;
    setOpen(true);
    setMissing(null);
    const parsed = parseQuery(asked);
    if (!parsed.ok) return setError(parsed.error);
    const params: Record<string, Value> = {};
    for (const name of parametersOf(asked)) {
      const value = valueOf(name, written[name] ?? '');
      if (!value.ok) {
        setMissing(name);
        setError(value.error);
        // A question that was just put in shows its fields with the next frame.
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-parameter="${name}"]`)?.focus());
        return;
      }
      params[name] = value.value;
    }
    setAsking(true);
    const answer = await act('graph.query', { text: asked, params });
    setAsking(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setReply(answer.value);
  };
  const close = (): void => {
    setOpen(false);
    onLeave();
  };
  const applyFix = (): boolean => {
    if (fix) put(fix.text);
    return fix !== null;
  };
  return (
    <section className="query" aria-label="Query" data-region="query">
      <div className="query-bar" data-disabled={permitted ? undefined : ''}>
        <Braces size={16} aria-hidden />
        <Editor
          text={text}
          place={error?.place ?? null}
          readOnly={!permitted}
          present={present}
          onText={(next) => {
            onText(next);
            if (error) setError(null);
          }}
          onAsk={(asked) => void ask(asked)}
          onEscape={close}
          onPast={(now, back) => void goPast(now, back)}
          onFix={applyFix}
        />
        {permitted ? (
          <>
            <Kbd>Ctrl+L</Kbd>
            <IconButton size="small" label={savedName} icon={<BookMarked size={16} />} onClick={() => onSaved(true)} />
            <IconButton
              size="small"
              label={asking ? 'Asking…' : 'Ask (Enter)'}
              icon={<CornerDownLeft size={16} />}
              aria-disabled={asking}
              onClick={() => void ask(text)}
            />
          </>
        ) : (
          <span className="query-role">Needs role {ROLES.investigator.title}.</span>
        )}
      </div>
      {permitted && names.length > 0 && (
        <ParameterFields
          names={names}
          written={written}
          missing={missing}
          onWrite={(name, value) => setWritten({ ...written, [name]: value })}
          onAsk={() => void ask(text)}
        />
      )}
      {open && (error ?? reply) && (
        <div className="query-panel" data-query-panel data-state={error ? 'error' : 'answer'}>
          {error && <Refusal error={error} fix={fix} onFix={applyFix} />}
          {reply && <Results reply={reply} stale={error !== null} onAdd={onAdd} onClose={close} />}
        </div>
      )}
      <SavedQueries
        open={savedOpen && permitted}
        mark={mark}
        text={text}
        onClose={() => onSaved(false)}
        onRun={(query) => {
          put(query);
          void ask(query);
        }}
      />
    </section>
  );
}

/** Kinds of the open slice, for completion; asked again when the slice has grown. */
function usePresent(permitted: boolean, sliceAt: number | null): Present {
  const [present, setPresent] = useState<Present>(null);
  useEffect(() => {
    if (!permitted) return undefined;
    let stale = false;
    void act('graph.kinds', {}).then((read) => {
      if (!stale && read.ok) setPresent(read.value);
    });
    return () => {
      stale = true;
    };
  }, [permitted, sliceAt]);
  return present;
}
