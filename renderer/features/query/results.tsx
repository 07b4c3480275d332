/** An answer as a table. Its records go to the canvas on request. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { Plus, X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { CellValue, QueryReply } from '../../../shared/contract/graph.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { count } from '../../ui/format.ts';
import { Text } from '../../ui/text.tsx';
import { Plan } from './refusal.tsx';
import { widthsOf } from './widths.ts';

const ROW = 28;

export interface ResultsProps {
  readonly reply: QueryReply;
  /** A later question was refused: this is the answer to an earlier one. */
  readonly stale: boolean;
  readonly onAdd: (ids: readonly RecordId[]) => void;
  readonly onClose: () => void;
}

export function Results({ reply, stale, onAdd, onClose }: ResultsProps) {
  const [planned, setPlanned] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const records = useMemo(
    () => ({
      nodes: new Map(reply.nodes.map((node) => [node.id as string, node])),
      edges: new Map(reply.edges.map((edge) => [edge.id as string, edge])),
    }),
    [reply],
  );
  const ids = useMemo(
    () => [...new Set([...reply.nodes.map(({ id }) => id), ...reply.edges.flatMap(({ src, dst }) => [src, dst])])],
    [reply],
  );
  const rows = useVirtualizer({ count: reply.rows.length, getScrollElement: () => element.current, estimateSize: () => ROW, overscan: 12 });
  const columns = useMemo(
    () => ({
      gridTemplateColumns: widthsOf(reply)
        .map((width) => `minmax(160px, ${width}fr)`)
        .join(' '),
    }),
    [reply],
  );
  const cell = (value: CellValue): React.ReactNode => {
    if (value === null) return <span className="muted">null</span>;
    if (Array.isArray(value))
      return value.map((item: CellValue, at) => (
        <span key={at} className="query-item">
          {cell(item)}
        </span>
      ));
    if (typeof value !== 'object')
      return (
        <span className="mono cut">
          <Text>{String(value)}</Text>
        </span>
      );
    if ('node' in value) {
      const node = records.nodes.get(value.node);
      return node ? (
        <button type="button" className="query-node" title="Add to canvas" onClick={() => onAdd([node.id])}>
          <KindMark kind={node.kind} />
          <span className="cut">
            <Text>{node.label}</Text>
          </span>
        </button>
      ) : null;
    }
    if ('path' in value)
      return value.path.map((id, at) => (
        <span key={at} className="query-item query-hop">
          {cell(at % 2 === 0 ? { node: id } : { edge: id })}
        </span>
      ));
    const edge = 'edge' in value ? records.edges.get(value.edge) : undefined;
    return edge ? (
      <span className="mono muted cut">
        {EDGE_KINDS[edge.kind].verb} ×{count(edge.count)}
      </span>
    ) : null;
  };
  return (
    <div className="query-results" data-rows={reply.rows.length}>
      <header className="query-results-head">
        <h2>{reply.rows.length === 0 ? 'No rows' : `${count(reply.rows.length)} ${reply.rows.length === 1 ? 'row' : 'rows'}`}</h2>
        <p className="muted small cut" role="status">
          {stale
            ? 'of the question before'
            : reply.cut !== null
              ? `Cut at ${count(reply.cut)}: there are more. Narrow the question, or page with SKIP and LIMIT.`
              : reply.rows.length === 0
                ? 'Nothing in this slice fits.'
                : ''}
        </p>
        <Button size="small" look="quiet" aria-expanded={planned} onClick={() => setPlanned(!planned)}>
          Plan
        </Button>
        {ids.length > 0 && (
          <Button
            size="small"
            onClick={() => {
              onClose();
              onAdd(ids);
            }}
            data-query-add
          >
            <Plus size={14} aria-hidden /> Add {count(ids.length)} to canvas
          </Button>
        )}
        <IconButton size="small" label="Close (Esc)" icon={<X size={16} />} onClick={onClose} />
      </header>
      {planned && <Plan steps={reply.plan} label="Plan" />}
      {reply.rows.length > 0 && (
        <div ref={element} className="query-table" role="table" aria-label="Answer" aria-rowcount={reply.rows.length + 1} tabIndex={0}>
          <div role="rowgroup">
            <div className="ui-head" role="row" aria-rowindex={1} style={columns}>
              {reply.columns.map((name, at) => (
                <span key={at} role="columnheader" className="cut">
                  <Text>{name}</Text>
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className="query-rows" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => (
              <div
                key={index}
                className="ui-row"
                role="row"
                aria-rowindex={index + 2}
                style={{ ...columns, transform: `translateY(${start}px)` }}
              >
                {reply.rows[index]?.map((value, at) => (
                  <span key={at} role="cell" className="query-cell">
                    {cell(value)}
                  </span>
                ))}
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
