/** What happened to these nodes, in time order. Ends of the window are inclusive, null is open. */
import type { RecordId } from '../../graph/ids.ts';

export interface ReadTimeline {
  readonly op: 'timeline';
  readonly ids: readonly RecordId[];
  readonly from: number | null;
  readonly to: number | null;
}

export const timelineOf = (fields: Omit<ReadTimeline, 'op'>): ReadTimeline => Object.freeze({ op: 'timeline', ...fields });
