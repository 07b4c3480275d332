/**
 * The palette: what can be done in this window, by a few letters. In a customer's window `@` finds records and `#` alerts;
 * Enter does it or shows it, all by keys. What can't be done says why.
 */
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { useParts } from '../../verb.ts';
import { ranked } from './rank.ts';
import { isFor, useFound } from './use-found.ts';
import type { Found } from './use-found.ts';
import './palette.css';

export interface PaletteProps {
  readonly open: boolean;
  readonly mark: CustomerMark | null;
  readonly onClose: () => void;
}

export function Palette({ open, mark, onClose }: PaletteProps) {
  return open ? <Opened mark={mark} onClose={onClose} /> : null;
}

function Opened({ mark, onClose }: Omit<PaletteProps, 'open'>) {
  const [before] = useState(() => document.activeElement);
  const chosen = useRef<(() => void) | null>(null);
  // Where one was has focus again first: what the verb does with it then stands.
  useEffect(
    () => () => {
      setTimeout(() => {
        if (before instanceof HTMLElement && before.isConnected) before.focus();
        chosen.current?.();
      });
    },
    [before],
  );
  return (
    <Dialog title="Find what to do" open mark={mark} onClose={onClose} givesBack={false}>
      <Choice
        onChoose={(run) => {
          chosen.current = run;
          onClose();
        }}
      />
    </Dialog>
  );
}

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly kind: Found['kind'] | null;
  readonly keys: string | null;
  readonly why: string | null;
  readonly run: () => void;
}

function Choice({ onChoose }: { readonly onChoose: (run: () => void) => void }) {
  const parts = useParts();
  const [written, setWritten] = useState('');
  const [active, setActive] = useState(0);
  const show = parts.find((part) => part.show)?.show ?? null;
  const sign = show !== null && (written.startsWith('@') || written.startsWith('#')) ? written.charAt(0) : '';
  const text = written.slice(1).trim();
  const looked = useFound(sign, text);
  const late = sign !== '' && !isFor(looked, text);
  const waiting = useRef(false);
  const entries: readonly Entry[] =
    sign === ''
      ? verbEntries(parts, written)
      : looked.found.map((one) => ({
          ...{ key: one.id, label: one.label, hint: one.hint, kind: one.kind, keys: null, why: null },
          run: () => show?.(one.id),
        }));
  const at = Math.min(active, Math.max(0, entries.length - 1));
  const choose = (entry: Entry | undefined): void => {
    if (entry?.why === null) onChoose(entry.run);
  };
  useEffect(() => {
    if (late || !waiting.current) return;
    waiting.current = false;
    choose(entries[0]);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    // What is found for the letters as they are now is still on its way: then the first of it is meant.
    if (event.key === 'Enter' && late) waiting.current = text !== '' || sign === '#';
    else if (event.key === 'Enter') choose(entries[at]);
    else if (to === undefined) return;
    else {
      const next = Math.min(entries.length - 1, Math.max(0, to));
      setActive(next);
      document.getElementById(`palette-${next}`)?.scrollIntoView({ block: 'nearest' });
    }
    event.preventDefault();
  };
  return (
    <div className="palette" data-palette>
      <input
        className="ui-input"
        data-size="large"
        data-autofocus=""
        role="combobox"
        aria-label="What to do"
        aria-expanded={entries.length > 0}
        aria-controls="palette-entries"
        aria-activedescendant={entries.length > 0 ? `palette-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={LIMITS.freeText}
        placeholder={show ? 'Letters of a verb; @ finds records, # alerts' : 'Letters of a verb'}
        value={written}
        onChange={(event) => {
          waiting.current = false;
          setWritten(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      {looked.error && <ErrorNotice error={looked.error} />}
      <ul id="palette-entries" className="palette-entries" role="listbox" aria-label="Found" tabIndex={-1}>
        {entries.map((entry, index) => (
          <li
            key={entry.key}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            aria-disabled={entry.why !== null}
            className="palette-entry"
            onClick={() => choose(entry)}
          >
            {entry.kind && <KindMark kind={entry.kind} />}
            <span className="palette-label cut">
              <Text>{entry.label}</Text>
            </span>
            <span className="palette-hint small cut">{entry.why ?? entry.hint}</span>
            {entry.keys && <Kbd>{entry.keys}</Kbd>}
          </li>
        ))}
      </ul>
      <p className="palette-foot small muted" role="status">
        {looked.busy ? 'Looking…' : entries.length === 0 ? (looked.hint ?? 'Nothing by these letters.') : `${entries.length} found`}
      </p>
    </div>
  );
}

/** All but the one that led here. */
function verbEntries(parts: ReturnType<typeof useParts>, written: string): readonly Entry[] {
  const all = parts.flatMap(({ title, verbs }) =>
    verbs
      .filter(({ keys }) => !keys?.includes('Ctrl+K'))
      .map((verb): Entry => ({
        key: `${title} ${verb.label}`,
        label: verb.label,
        hint: title,
        kind: null,
        keys: verb.keys?.[0] ?? null,
        why: verb.why(),
        run: verb.run,
      })),
  );
  return ranked(all, written);
}
