/** Whether a record is shown: it has a place and is known, nobody has hidden it, and its kind is not switched off. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { NodeRecord } from '../../shared/graph/records.ts';
import type { Known } from './known.ts';
import { groupId } from './scene.ts';
import type { CanvasState, Place } from './state.ts';

export interface Shown {
  readonly place: Place;
  readonly record: NodeRecord;
}

export function shownOf({ places, off }: CanvasState, known: Known, id: RecordId): Shown | null {
  const place = places.get(id);
  const record = known.nodes.get(id);
  return place && record && !place.hidden && !off.has(record.kind) ? { place, record } : null;
}

/** What stands for it on the canvas: its kind's group, where that is merged and it is not pinned, or it alone. */
export const standIn = ({ merged }: CanvasState, { id, kind }: Pick<NodeRecord, 'id' | 'kind'>, pinned: boolean): string =>
  merged.has(kind) && !pinned ? groupId(kind) : id;
