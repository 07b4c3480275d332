/** The form's own look at what was typed; main and the hub look again. */
import { LIMITS } from '../../../shared/limits.ts';

export interface Typed {
  readonly ticket: string;
  readonly reason: string;
}
export type Problems = { readonly [Name in keyof Typed]?: string };

function problem(text: string, missing: string): string | null {
  if (text.trim() === '') return missing;
  return text.trim().length > LIMITS.freeText ? `At most ${LIMITS.freeText} characters.` : null;
}

/** In the order of the form. Empty: nothing is wrong. */
export function check({ ticket, reason }: Typed): Problems {
  const ofTicket = problem(ticket, 'Say which ticket this belongs to.');
  const ofReason = problem(reason, 'Say why. The customer reads it.');
  return { ...(ofTicket === null ? {} : { ticket: ofTicket }), ...(ofReason === null ? {} : { reason: ofReason }) };
}
