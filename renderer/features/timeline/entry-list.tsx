/** The timeline to read: one line an event, only those in view in the page. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { TimelineEntry } from '../../../shared/contract/graph.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { stamp } from '../../ui/format.ts';
import { Text } from '../../ui/text.tsx';

const ROW = 28;

export function EntryList({
  entries,
  onChoose,
}: {
  readonly entries: readonly TimelineEntry[];
  readonly onChoose: (id: RecordId) => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: entries.length, getScrollElement: () => element.current, estimateSize: () => ROW, overscan: 10 });
  const end = (node: TimelineEntry['src']) => (
    <button type="button" className="timeline-end" onClick={() => onChoose(node.id)}>
      <KindMark kind={node.kind} />
      <span className="cut">
        <Text>{node.label}</Text>
      </span>
    </button>
  );
  return (
    <div ref={element} className="timeline-list" tabIndex={0} role="group" aria-label="Events">
      <ol style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index]!;
          return (
            <li
              key={index}
              className="timeline-entry"
              style={{ transform: `translateY(${start}px)` }}
              aria-setsize={entries.length}
              aria-posinset={index + 1}
            >
              <time className="mono muted">{stamp(entry.time)}</time>
              {end(entry.src)}
              <span className="timeline-verb muted">{EDGE_KINDS[entry.kind].verb}</span>
              {end(entry.dst)}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
