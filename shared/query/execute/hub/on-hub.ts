/** Answers a bound plan from the hub's store. */
import { AppFailure } from '../../../errors.ts';
import type { HubBackend } from '../../backend.ts';
import type { BoundPlan } from '../../bind/bind.ts';
import { answerPath } from '../path.ts';
import { answerQuery } from '../query.ts';
import type { Work } from '../work.ts';
import { countsOnHub, neighboursOnHub } from './around.ts';
import { joinOnHub } from './join.ts';
import { recordsOnHub } from './records.ts';
import { searchOnHub } from './search.ts';
import { hubSource } from './source.ts';
import { timelineOnHub } from './timeline.ts';

export async function onHub(bound: BoundPlan<unknown>, backend: HubBackend, work: Work): Promise<unknown> {
  const [first] = bound.operators;
  switch (first?.op) {
    case 'counts':
      return countsOnHub(backend, first, work);
    case 'neighbours':
      return neighboursOnHub(backend, first, work);
    case 'records':
      return recordsOnHub(backend, first, work);
    case 'join':
      return joinOnHub(backend, first, work);
    case 'search':
      return searchOnHub(backend, first, work);
    case 'timeline':
      return timelineOnHub(backend, first, work);
    default: {
      const last = bound.operators.at(-1);
      if (last?.op === 'shortest') return answerPath(bound, last, hubSource(backend, work), work);
      if (bound.operators.some(({ op }) => op === 'project')) return answerQuery(bound, hubSource(backend, work), work);
      throw new AppFailure('internal');
    }
  }
}
