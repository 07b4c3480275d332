/** The table: everything that the canvas shows and does, in rows. Same keys, same verbs. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Pin, Table2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { KindMark } from '../../canvas/kind-mark.tsx';
import type { Scene } from '../../canvas/scene.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { count, stamp } from '../../ui/format.ts';
import { COLUMNS } from './rows.ts';
import type { Column, Order } from './rows.ts';
import { useRows } from './use-rows.ts';
import './table.css';

/** What the canvas says lies over its lower edge, and over the table's: no row stays under it. */
const CHIPS = 40;
const ROW = 28;
const NUMBERS: ReadonlySet<Column> = new Set(['events', 'links', 'more']);

export interface TableProps {
  readonly scene: Scene;
  readonly selected: ReadonlySet<string>;
  readonly inside: ReadonlySet<string> | null;
  readonly onSelect: (ids: readonly string[], how: 'only' | 'add') => void;
}

export function Table({ scene, selected, inside, onSelect }: TableProps) {
  const [order, setOrder] = useState<Order>({ by: 'kind', down: false });
  const element = useRef<HTMLDivElement>(null);
  const { rows, places, busy } = useRows(scene, order);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => element.current,
    estimateSize: () => ROW,
    overscan: 16,
    paddingEnd: CHIPS,
    scrollPaddingEnd: CHIPS,
  });
  const current = [...selected].at(-1);
  const at = (current !== undefined ? places.get(current) : undefined) ?? -1;
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
    // Only a change of the choice scrolls.
  }, [at, virtual]);
  if (scene.nodes.size === 0) {
    return (
      <EmptyState icon={<Table2 size={20} />} title="Nothing is drawn">
        Search for a record and press Enter; T goes back to the graph.
      </EmptyState>
    );
  }
  const onKeys = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 20, PageUp: at - 20 }[event.key];
    if (to === undefined || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))];
    if (row) onSelect([row.node.id], event.shiftKey ? 'add' : 'only');
  };
  return (
    <div
      ref={element}
      className="table"
      role="grid"
      aria-label="Drawn nodes"
      aria-multiselectable
      aria-rowcount={rows.length + 1}
      aria-busy={busy}
      aria-activedescendant={at >= 0 ? `row-${current}` : undefined}
      tabIndex={0}
      data-table
      onKeyDown={onKeys}
    >
      <div role="rowgroup" className="table-head">
        <div role="row" className="ui-head" aria-rowindex={1}>
          {COLUMNS.map((column) => (
            <span
              key={column}
              role="columnheader"
              className={NUMBERS.has(column) ? 'table-number' : undefined}
              aria-sort={order.by !== column ? 'none' : order.down ? 'descending' : 'ascending'}
            >
              <button type="button" onClick={() => setOrder({ by: column, down: order.by === column && !order.down })}>
                {column}
                {order.by === column && <span aria-hidden>{order.down ? ' ↓' : ' ↑'}</span>}
              </button>
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="table-rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const { node, title, links, first, last, events } = rows[index]!;
          const outside = inside !== null && !inside.has(node.id);
          return (
            <div
              key={node.id}
              id={`row-${node.id}`}
              role="row"
              className="ui-row"
              aria-rowindex={index + 2}
              aria-selected={selected.has(node.id)}
              data-outside={outside || undefined}
              data-node={node.id}
              style={{ transform: `translateY(${start}px)` }}
              onClick={(event) => onSelect([node.id], event.ctrlKey || event.metaKey || event.shiftKey ? 'add' : 'only')}
            >
              <span role="gridcell" className="table-kind">
                <KindMark kind={node.kind} /> {node.kind}
              </span>
              <span role="gridcell" className="cut">
                <bdi>{title}</bdi>
              </span>
              <span role="gridcell" className="mono">
                {stamp(first)}
              </span>
              <span role="gridcell" className="mono">
                {stamp(last)}
              </span>
              <span role="gridcell" className="mono table-number">
                {count(events)}
              </span>
              <span role="gridcell" className="mono table-number">
                {count(links)}
              </span>
              <span role="gridcell" className="mono table-number">
                {node.stub > 0 ? `+${count(node.stub)}` : ''}
              </span>
              <span role="gridcell">{node.pinned && <Pin size={14} role="img" aria-label="pinned" />}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
