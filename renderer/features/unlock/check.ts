/** What a passphrase must be before it is tried. */

/** As the contract has it. */
const LEAST = 12;
const MOST = 200;

export interface Problems {
  readonly passphrase?: string;
  readonly repeat?: string;
}

/** `repeat` null: an old passphrase is asked for, not a new one set. */
export function check(passphrase: string, repeat: string | null): Problems {
  if (passphrase.length < LEAST) return { passphrase: `At least ${LEAST} characters.` };
  if (passphrase.length > MOST) return { passphrase: `At most ${MOST} characters.` };
  return repeat !== null && repeat !== passphrase ? { repeat: 'The two are not the same.' } : {};
}
