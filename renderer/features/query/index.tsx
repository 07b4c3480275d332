/** The query bar: asks the planner, marks what it did not understand, keeps the last answer until there is a better one. */
import { Braces, CornerDownLeft } from 'lucide-react';
import { useState } from 'react';
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
import { Refusal } from './refusal.tsx';
import { Results } from './results.tsx';
import './query.css';

export interface QueryBarProps {
  readonly role: Role;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** The records of an answer, in its order. */
  readonly onAdd: (ids: readonly RecordId[]) => void;
  readonly onLeave: () => void;
}

export function QueryBar({ role, text, onText, onAdd, onLeave }: QueryBarProps) {
  const [reply, setReply] = useState<QueryReply | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  const permitted = permits(role, 'graph.query');

  const ask = async (asked: string): Promise<void> => {
    if (asking || asked.trim() === '') return;
    setOpen(true);
    const parsed = parseQuery(asked);
    if (!parsed.ok) return setError(parsed.error);
    setAsking(true);
    const answer = await act('graph.query', { text: asked, params: {} });
    setAsking(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setReply(answer.value);
  };
  const close = (): void => {
    setOpen(false);
    onLeave();
  };
  return (
    <section className="query" aria-label="Query" data-region="query">
      <div className="query-bar" data-disabled={permitted ? undefined : ''}>
        <Braces size={16} aria-hidden />
        <Editor
          text={text}
          place={error?.place ?? null}
          readOnly={!permitted}
          onText={(next) => {
            onText(next);
            if (error) setError(null);
          }}
          onAsk={(asked) => void ask(asked)}
          onEscape={close}
        />
        {permitted ? (
          <>
            <Kbd>Ctrl+L</Kbd>
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
      {open && (error ?? reply) && (
        <div className="query-panel" data-query-panel data-state={error ? 'error' : 'answer'}>
          {error && <Refusal error={error} />}
          {reply && <Results reply={reply} stale={error !== null} onAdd={onAdd} onClose={close} />}
        </div>
      )}
    </section>
  );
}
