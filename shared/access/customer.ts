/** How a customer is told apart at a glance: the same on every desk, assigned by the hub. */
import { ROLES } from './roles.ts';
import type { Role } from './roles.ts';

export const COLOURS = ['#E69F00', '#7CC8F0', '#009E73', '#F4E65A', '#CC79A7', '#C9CFD6', '#0067A8', '#4B2E9E'] as const;
export const PATTERNS = ['solid', 'stripes', 'dots', 'crosshatch', 'chevrons', 'bars'] as const;

export interface CustomerMark {
  readonly name: string;
  /** Three letters, unique at the hub. */
  readonly monogram: string;
  /** Index into `COLOURS` and `PATTERNS`. */
  readonly colour: number;
  readonly pattern: number;
}

/** The sentence, wherever a person reads it. A customer's own people act as themselves: no "acting as". */
export function actingSentence(who: {
  readonly analyst: string;
  readonly customer: string;
  readonly role: Role;
  readonly own: boolean;
}): string {
  return who.own
    ? `[${who.analyst}] of [${who.customer}, with role ${ROLES[who.role].title}]`
    : `[MSSP analyst ${who.analyst}] acting as [${who.customer}, with role ${ROLES[who.role].title}]`;
}
