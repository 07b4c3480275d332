/** Begins a further MATCH, which goes on from the rows before it. An optional one keeps a row that it finds nothing for, with nulls. */
import type { ErrorPlace } from '../../errors.ts';

export interface MatchAgain {
  readonly op: 'match';
  readonly optional: boolean;
  /** Slots that it binds. */
  readonly binds: readonly number[];
  readonly place: ErrorPlace;
}

export const matchAgain = (optional: boolean, binds: readonly number[], place: ErrorPlace): MatchAgain =>
  Object.freeze({ op: 'match', optional, binds, place });
