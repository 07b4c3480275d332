/** A search field over a table of customers: two letters find one, arrows go through them, Enter chooses. */
import { Search, SearchX } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { FloorRow } from '../../../shared/contract/floor.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Grid, gridKey, rowId } from '../../ui/grid.tsx';
import type { Column } from '../../ui/grid.tsx';
import { find } from './find.ts';

export interface CustomerPickerProps {
  readonly id: string;
  readonly customers: readonly FloorRow[];
  readonly columns: readonly Column<FloorRow>[];
  readonly rowHeight: number;
  readonly onChoose: (row: FloorRow) => void;
  /** Told where a form stands beside the table. */
  readonly onActive?: (row: FloorRow | null) => void;
  /** Beside the field. */
  readonly beside?: ReactNode;
}

export function CustomerPicker({ id, customers, columns, rowHeight, onChoose, onActive, beside }: CustomerPickerProps) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const found = find(customers, text);
  const go = (to: number, rows = found): void => {
    setActive(to);
    onActive?.(rows[to] ?? null);
  };
  const shown = found[active];
  return (
    <section className="picker" aria-label="Customers" data-region="">
      <div className="picker-bar">
        <Search size={16} aria-hidden />
        <input
          className="picker-field"
          role="combobox"
          aria-label="Find a customer"
          aria-haspopup="grid"
          aria-expanded={found.length > 0}
          aria-controls={id}
          aria-activedescendant={shown ? rowId(id, active) : undefined}
          placeholder="Find a customer: two letters, then Enter"
          autoComplete="off"
          spellCheck={false}
          data-autofocus=""
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            go(0, find(customers, event.target.value));
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && shown) onChoose(shown);
            else {
              // Home and End belong to the text.
              const to = event.key === 'Home' || event.key === 'End' ? null : gridKey(event.key, active, found.length);
              if (to === null) return;
              go(to);
            }
            event.preventDefault();
          }}
        />
        {beside}
      </div>
      <div className="picker-rows">
        {found.length === 0 && customers.length > 0 ? (
          <EmptyState icon={<SearchX size={24} aria-hidden />} title="No customer by these letters">
            Write letters of its monogram or of its name.
          </EmptyState>
        ) : (
          <Grid
            id={id}
            label="Customers"
            columns={columns}
            rows={found}
            rowKey={({ grant }) => grant}
            rowHeight={rowHeight}
            active={active}
            onActive={go}
            onChoose={onChoose}
          />
        )}
      </div>
    </section>
  );
}
