/** One step of the walk through the product. */
import type { Stage } from '../stage.ts';

export interface Step {
  readonly title: string;
  /** Does it, and returns what that proves, a sentence each. Throws when something does not hold. */
  run(stage: Stage): Promise<readonly string[]>;
}

/** The customers of the walk: the first is looked into, the second is pivoted to. */
export const FIRST = 'Alder Works';
export const SECOND = 'Brackwater Clinics';
export const ANALYST = 'Mara Lindqvist';
export const TICKET = 'INC-4711';
export const SENTENCE = `[MSSP analyst ${ANALYST}] acting as [${FIRST}, with role Investigator]`;
