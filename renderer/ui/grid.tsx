/**
 * A table of any length: only the rows in sight are drawn. One row is active; arrows, Home, End and Page keys move it and
 * Enter chooses it, also from a search field that `gridKey` is given to.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  /** As in `grid-template-columns`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
}

export interface GridProps<Row> {
  readonly id: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** CSS pixels: 28 or 36. */
  readonly rowHeight: number;
  readonly active: number;
  readonly onActive: (at: number) => void;
  readonly onChoose?: (row: Row) => void;
  /** The last rows are in sight. */
  readonly onEnd?: () => void;
  readonly autofocus?: boolean;
}

/** How many rows a Page key goes. */
const PAGE = 10;

/** Where the active row goes by this key, or null where the key means nothing here. */
export function gridKey(key: string, active: number, length: number): number | null {
  const last = length - 1;
  const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + PAGE, PageUp: active - PAGE, Home: 0, End: last }[key];
  return to === undefined || last < 0 ? null : Math.min(last, Math.max(0, to));
}

/** CSS pixels below which the columns scroll sideways: their least widths, the gaps and the padding. */
const leastWidth = (columns: readonly { readonly width: string }[]): number =>
  columns.reduce((sum, { width }) => sum + Number(/\d+(?=px)/.exec(width)?.[0] ?? 0) + 16, 16);

export const rowId = (grid: string, at: number): string => `${grid}-row-${at}`;

export function Grid<Row>(props: GridProps<Row>) {
  const { id, label, columns, rows, rowKey, rowHeight, active, onActive, onChoose, onEnd, autofocus = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: 28,
    scrollPaddingStart: 28,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  const least = { minWidth: leastWidth(columns) };

  useEffect(() => {
    if (active >= 0 && active < rows.length) virtual.scrollToIndex(active);
  }, [active, rows.length, virtual]);
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 1) onEnd?.();
  }, [lastShown, rows.length, onEnd]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active];
    if (event.key === 'Enter' && onChoose && row !== undefined) onChoose(row);
    else {
      const to = gridKey(event.key, active, rows.length);
      if (to === null) return;
      onActive(to);
    }
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      id={id}
      role="grid"
      className="ui-grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={items.some(({ index }) => index === active) ? rowId(id, active) : undefined}
      data-autofocus={autofocus ? '' : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="ui-grid-head" style={least}>
        <div role="row" aria-rowindex={1} className="ui-head" style={template}>
          {columns.map(({ title }) => (
            <div key={title} role="columnheader" className="cut">
              {title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="ui-grid-body" style={{ ...least, height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={rowKey(row)}
              id={rowId(id, index)}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === active}
              className="ui-row"
              style={{ ...template, height: rowHeight, transform: `translateY(${start - 28}px)` }}
              onClick={() => {
                onActive(index);
                onChoose?.(row);
              }}
            >
              {columns.map(({ title, cell }) => (
                <div key={title} role="gridcell" className="cut">
                  {cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
