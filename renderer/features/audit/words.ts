/** A line of the log in a person's words. */
import type { AuditLine } from '../../../shared/contract/audit.ts';
import { ERRORS } from '../../../shared/errors.ts';
import { count } from '../../ui/format.ts';

export interface Outcome {
  readonly tone: 'muted' | 'ok' | 'warn' | 'crit';
  readonly text: string;
}

const sentence = (result: string): string => (Object.hasOwn(ERRORS, result) ? ERRORS[result as keyof typeof ERRORS].text : result);

/** Intent and outcome are two records: the first is written before anything runs. */
export function outcome({ phase, result }: Pick<AuditLine, 'phase' | 'result'>): Outcome {
  if (phase === 'intent') return { tone: 'muted', text: 'begun' };
  if (phase === 'refusal') return { tone: 'crit', text: `refused: ${sentence(result ?? 'not_permitted')}` };
  if (result === null || result === 'ok') return { tone: 'ok', text: 'done' };
  if (result === 'interrupted') return { tone: 'warn', text: 'interrupted, may have run' };
  return { tone: 'warn', text: sentence(result) };
}

export type Actor = 'mssp' | 'own' | 'hub' | 'workstation';

/** Whose record it is, by the form of the sentence that main made of it. */
export function actorOf(who: string): Actor {
  if (who === 'the hub') return 'hub';
  if (who === 'a workstation') return 'workstation';
  return who.startsWith('[MSSP analyst ') && who.includes('] acting as [') ? 'mssp' : 'own';
}

export const ACTOR_WORDS: Readonly<Record<Actor, string>> = {
  mssp: 'MSSP analyst',
  own: 'As themselves',
  hub: 'Hub’s own record',
  workstation: 'Workstation, nobody signed in',
};

/** `searched the graph`, `read records (41)`. */
export const did = ({ did: words, targets }: Pick<AuditLine, 'did' | 'targets'>): string =>
  targets > 1 ? `${words} (${count(targets)})` : words;
