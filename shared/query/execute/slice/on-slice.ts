/** Answers a bound plan from the desk's slice. Nothing here waits for anything but the slice: no message of the worker comes between. */
import { AppFailure } from '../../../errors.ts';
import type { SliceBackend } from '../../backend.ts';
import type { BoundPlan } from '../../bind/bind.ts';
import { answerPath } from '../path.ts';
import { answerQuery } from '../query.ts';
import type { Work } from '../work.ts';
import { countsOnSlice, neighboursOnSlice } from './around.ts';
import { joinOnSlice } from './join.ts';
import { recordsOnSlice } from './records.ts';
import { searchOnSlice } from './search.ts';
import { sliceSource } from './source.ts';
import { timelineOnSlice } from './timeline.ts';

export async function onSlice(bound: BoundPlan<unknown>, backend: SliceBackend, work: Work): Promise<unknown> {
  const [first] = bound.operators;
  switch (first?.op) {
    case 'counts':
      return countsOnSlice(backend, first);
    case 'neighbours':
      return neighboursOnSlice(backend, first);
    case 'records':
      return recordsOnSlice(backend, first);
    case 'join':
      return joinOnSlice(backend, first);
    case 'search':
      return searchOnSlice(backend, first);
    case 'timeline':
      return timelineOnSlice(backend, first);
    default: {
      const last = bound.operators.at(-1);
      if (last?.op === 'shortest') return answerPath(bound, last, sliceSource(backend), work);
      if (bound.operators.some(({ op }) => op === 'project')) return answerQuery(bound, sliceSource(backend), work);
      throw new AppFailure('internal');
    }
  }
}
