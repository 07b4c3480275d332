/** Gives a path of the pattern a name. Nothing is done for it: its parts are bound already. */
import type { ErrorPlace } from '../../errors.ts';

export interface NamePath {
  readonly op: 'path';
  readonly name: string;
  readonly parts: readonly string[];
  readonly place: ErrorPlace;
}

export const namePath = (name: string, parts: readonly string[], place: ErrorPlace): NamePath =>
  Object.freeze({ op: 'path', name, parts, place });
