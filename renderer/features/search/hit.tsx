/** One search result: what it is called, whether the name fits exactly, when it was last seen. */
import { Check } from 'lucide-react';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import { KindMark } from '../../canvas/kind-mark.tsx';
import { count, day } from '../../ui/format.ts';
import { Text } from '../../ui/text.tsx';

export interface HitProps {
  readonly id: string;
  readonly hit: ActionOutput<'graph.search'>['groups'][number]['hits'][number];
  readonly active: boolean;
  readonly drawn: boolean;
  readonly onAdd: () => void;
}

export function Hit({ id, hit, active, drawn, onAdd }: HitProps) {
  return (
    <div id={id} className="search-hit" role="option" aria-selected={active} data-exact={hit.exact || undefined} onClick={onAdd}>
      <KindMark kind={hit.kind} />
      <span className="search-label cut" title={hit.label.length > 28 ? hit.label : undefined}>
        <Text>{hit.label}</Text>
      </span>
      {hit.exact && <span className="search-exact">exact</span>}
      {drawn && <Check size={14} role="img" aria-label="on the canvas" />}
      <span className="search-note cut">
        {day(hit.lastSeen)} · {count(hit.count)} {hit.count === 1 ? 'event' : 'events'}
      </span>
    </div>
  );
}
