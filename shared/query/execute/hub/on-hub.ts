/** Answers a bound plan from the hub's store. */
import { AppFailure } from '../../../errors.ts';
import type { HubBackend } from '../../backend.ts';
import type { BoundPlan } from '../../bind/bind.ts';
import { answerPath } from '../path.ts';
import { answerQuery } from '../query.ts';
import { countsOnHub, neighboursOnHub } from './around.ts';
import { recordsOnHub } from './records.ts';
import { searchOnHub } from './search.ts';
import { hubSource } from './source.ts';
import { timelineOnHub } from './timeline.ts';

export async function onHub(bound: BoundPlan<unknown>, backend: HubBackend): Promise<unknown> {
  const [first] = bound.operators;
  switch (first?.op) {
    case 'counts':
      return countsOnHub(backend, first);
    case 'neighbours':
      return neighboursOnHub(backend, first);
    case 'records':
      return recordsOnHub(backend, first);
    case 'search':
      return searchOnHub(backend, first);
    case 'timeline':
      return timelineOnHub(backend, first);
    case 'scan': {
      const last = bound.operators.at(-1)!;
      return last.op === 'shortest' ? answerPath(bound, last, hubSource(backend)) : answerQuery(bound, hubSource(backend));
    }
    default:
      throw new AppFailure('internal');
  }
}
