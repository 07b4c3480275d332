/** What the killed desk and the test that kills it agree on. */
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';

export const SIZE = { nodes: 2_000, edges: 6_000, segment: 800 } as const;
/** Two shapes of slice: a sync in the other shape makes a snapshot anew. */
export const SPECS = { whole: WHOLE_SLICE, since: { kinds: null, since: 1 } } as const;
