/** What a passphrase must be before it is tried. */
import { LIMITS } from '../../../shared/limits.ts';

const { passphraseMin: LEAST, passphraseMax: MOST } = LIMITS;

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
