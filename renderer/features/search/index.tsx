/** Search: the customer's records by name, exact then prefix, grouped by kind. Enter puts one on the canvas. */
import { Search as SearchIcon, SearchX } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';
import { KIND_LOOKS } from '../../canvas/kinds.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Hit } from './hit.tsx';
import './search.css';

/** Ms after the last letter: every search is a record, so that half words are not looked up. */
const REST = 250;
type Groups = ActionOutput<'graph.search'>['groups'];

export interface SearchProps {
  readonly drawn: (id: RecordId) => boolean;
  readonly onAdd: (id: RecordId) => void;
}

export function Search({ drawn, onAdd }: SearchProps) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ readonly text: string; readonly groups: Groups } | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [active, setActive] = useState(0);
  const list = useId();
  const waiting = useRef(false);
  const wanted = text.trim();
  const hits = found?.groups.flatMap((group) => group.hits) ?? [];

  useEffect(() => {
    if (wanted === '') {
      setFound(null);
      setError(null);
      return undefined;
    }
    let stale = false;
    const timer = setTimeout(() => {
      void act('graph.search', { text: wanted }).then((result) => {
        if (stale) return;
        setError(result.ok ? null : result.error);
        if (!result.ok) return;
        setFound({ text: wanted, groups: result.value.groups });
        setActive(0);
        const first = result.value.groups[0]?.hits[0];
        if (waiting.current && first) onAdd(first.id);
        waiting.current = false;
      });
    }, REST);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [wanted]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = active + (event.key === 'ArrowDown' ? 1 : -1);
      setActive(Math.min(hits.length - 1, Math.max(0, next)));
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && wanted !== '') {
      event.preventDefault();
      const hit = hits[active];
      // The answer to what is written may still be on its way: then the first of it is meant.
      if (found?.text !== wanted) waiting.current = true;
      else if (hit) onAdd(hit.id);
    } else if (event.key === 'Escape' && text !== '') {
      event.stopPropagation();
      setText('');
    }
  };

  let index = -1;
  return (
    <section className="search" aria-label="Search" data-region="search">
      <div className="search-box">
        <SearchIcon size={16} aria-hidden />
        <input
          data-autofocus
          data-search
          role="combobox"
          aria-label="Search this customer"
          aria-expanded={hits.length > 0}
          aria-controls={list}
          aria-activedescendant={hits.length > 0 ? `${list}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          maxLength={LIMITS.freeText}
          placeholder="Host, user, address…"
          value={text}
          onChange={(event) => {
            waiting.current = false;
            setText(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>/</Kbd>
      </div>
      {error && <ErrorNotice error={error} />}
      <div className="search-hits" id={list} role="listbox" aria-label="Results" tabIndex={-1}>
        {found?.groups.map((group) => (
          <div key={group.kind} role="group" aria-label={KIND_LOOKS[group.kind].plural}>
            <div className="search-kind" role="presentation">
              {KIND_LOOKS[group.kind].plural}
              <span>
                {group.hits.length}
                {group.more && '+'}
              </span>
            </div>
            {group.hits.map((hit) => {
              const at = ++index;
              return (
                <Hit key={hit.id} id={`${list}-${at}`} hit={hit} active={at === active} drawn={drawn(hit.id)} onAdd={() => onAdd(hit.id)} />
              );
            })}
            {group.more && <p className="search-more">More match: write more of the name.</p>}
          </div>
        ))}
      </div>
      {found && hits.length === 0 && !error && (
        <EmptyState icon={<SearchX size={20} />} title="Nothing found">
          No name in this slice is or begins with that. Try the start of a host, user, file or address; words inside a name are found by a
          query.
        </EmptyState>
      )}
      {!found && !error && (
        <EmptyState icon={<SearchIcon size={20} />} title="Find a record">
          Write the start of a name. Enter puts the first on the canvas; ↑ ↓ choose another.
        </EmptyState>
      )}
      <p className="spoken" role="status">
        {found ? `${hits.length} found for ${found.text}` : ''}
      </p>
    </section>
  );
}
