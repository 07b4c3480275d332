/** Saved questions of this customer: keep the present one under a name; run, rename, remove one, or take it along without its values. */
import { Check, Copy, Pencil, Play, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import type { SavedQuery } from '../../../shared/contract/notebook.ts';
import type { AppError } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { escapeText } from '../../ui/escape.ts';
import { Field } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';
import { copyText } from '../details/copying.ts';
import { templateOf } from './scan.ts';

export interface SavedQueriesProps {
  readonly open: boolean;
  readonly mark: CustomerMark;
  /** What stands in the query bar. */
  readonly text: string;
  readonly onClose: () => void;
  readonly onRun: (text: string) => void;
}

export function SavedQueries({ open, mark, text, onClose, onRun }: SavedQueriesProps) {
  if (!open) return null;
  return (
    <Dialog title="Saved questions" open mark={mark} size="wide" onClose={onClose}>
      <Saved
        text={text.trim()}
        onRun={(query) => {
          onClose();
          onRun(query);
        }}
      />
    </Dialog>
  );
}

function Saved({ text, onRun }: { readonly text: string; readonly onRun: (text: string) => void }) {
  const [queries, setQueries] = useState<readonly SavedQuery[] | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [name, setName] = useState('');
  const read = async (): Promise<void> => {
    const listed = await act('saved.list', {});
    if (listed.ok) setQueries(listed.value.queries);
    else setError(listed.error);
  };
  useEffect(() => void read(), []);
  const change = async (asked: Promise<{ readonly ok: true } | { readonly ok: false; readonly error: AppError }>): Promise<boolean> => {
    const done = await asked;
    setError(done.ok ? null : done.error);
    await read();
    return done.ok;
  };
  // The name that is taken is overwritten by its own question only where the person says so: by renaming or removing it first.
  const save = async (): Promise<void> => {
    if (name.trim() === '' || text === '') return;
    if (await change(act('saved.put', { id: null, name, text }))) setName('');
  };
  return (
    <div className="saved" data-saved={queries?.length ?? ''}>
      {error && <ErrorNotice error={error} />}
      <form
        className="saved-new"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={text === '' ? 'Nothing stands in the query bar' : 'Save what stands in the query bar as'}
          name="saved-name"
          value={name}
          maxLength={LIMITS.savedName}
          disabled={text === ''}
          onValue={setName}
          data-autofocus={text === '' ? undefined : ''}
        />
        <Button look="main" submit disabled={name.trim() === '' || text === ''}>
          Save
        </Button>
      </form>
      {queries?.length === 0 && <p className="muted">Nothing is saved yet. Saved questions stay in this customer’s own file.</p>}
      <ul className="saved-list" aria-label="Saved questions">
        {queries?.map((query, at) => (
          <Row
            key={query.id}
            query={query}
            first={at === 0 && text === ''}
            onRun={() => onRun(query.text)}
            onRename={(next) => change(act('saved.put', { id: query.id, name: next, text: query.text }))}
            onRemove={() => change(act('saved.remove', { id: query.id }))}
          />
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  readonly query: SavedQuery;
  readonly first: boolean;
  readonly onRun: () => void;
  readonly onRename: (name: string) => Promise<boolean>;
  readonly onRemove: () => Promise<boolean>;
}

function Row({ query, first, onRun, onRename, onRemove }: RowProps) {
  const [name, setName] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const [copied, setCopied] = useState(false);
  const label = escapeText(query.name);
  const rename = async (): Promise<void> => {
    if (name !== null && name.trim() !== '' && (name === query.name || (await onRename(name)))) setName(null);
  };
  return (
    <li className="saved-row">
      <div className="saved-what">
        {name === null ? (
          <strong className="cut">
            <Text>{query.name}</Text>
          </strong>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void rename();
            }}
          >
            <input
              className="ui-input"
              aria-label={`New name of ${label}`}
              autoFocus
              value={name}
              maxLength={LIMITS.savedName}
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                event.stopPropagation();
                setName(null);
              }}
            />
          </form>
        )}
        <code className="mono muted cut">
          <Text>{query.text}</Text>
        </code>
      </div>
      <Button size="small" onClick={onRun} aria-label={`Run ${label}`} data-autofocus={first ? '' : undefined}>
        <Play size={14} aria-hidden /> Run
      </Button>
      <IconButton size="small" label={`Rename ${label}`} icon={<Pencil size={14} />} onClick={() => setName(query.name)} />
      <IconButton
        size="small"
        label={copied ? 'Copied without values' : `Copy ${label} as a template, without values`}
        icon={copied ? <Check size={14} /> : <Copy size={14} />}
        onClick={() => setCopied(copyText(templateOf(query.text)))}
      />
      {sure ? (
        <Button size="small" onClick={() => void onRemove()} onBlur={() => setSure(false)} autoFocus>
          Remove for good
        </Button>
      ) : (
        <IconButton size="small" label={`Remove ${label}`} icon={<Trash2 size={14} />} onClick={() => setSure(true)} />
      )}
    </li>
  );
}
