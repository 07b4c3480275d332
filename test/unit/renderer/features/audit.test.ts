import { expect, it } from 'vitest';
import { actorOf, did, outcome } from '../../../../renderer/features/audit/words.ts';
import { actingSentence } from '../../../../shared/access/customer.ts';

it.each([
  [{ phase: 'intent', result: null }, 'muted', 'begun'],
  [{ phase: 'outcome', result: 'ok' }, 'ok', 'done'],
  [{ phase: 'outcome', result: 'interrupted' }, 'warn', 'interrupted, may have run'],
  [{ phase: 'outcome', result: 'lease_ended' }, 'warn', 'Lease ended; local key destroyed.'],
  [{ phase: 'refusal', result: 'not_permitted' }, 'crit', 'refused: Your role does not permit this.'],
  [{ phase: 'outcome', result: 'constructor' }, 'warn', 'constructor'],
] as const)('says what became of it: %o', (line, tone, text) => {
  expect(outcome(line)).toEqual({ tone, text });
});

it('tells whose record it is', () => {
  const who = { analyst: 'Ada Marsh', customer: 'Kestrel Energy', role: 'lead' } as const;
  expect(actorOf(actingSentence({ ...who, own: false }))).toBe('mssp');
  expect(actorOf(actingSentence({ ...who, own: true }))).toBe('own');
  expect(actorOf('the hub')).toBe('hub');
  expect(actorOf('a workstation')).toBe('workstation');
});

it('is not taken in by a name that begins like an MSSP analyst’s', () => {
  expect(actorOf(actingSentence({ analyst: 'MSSP analyst Eve', customer: 'Kestrel Energy', role: 'lead', own: true }))).toBe('own');
});

it('counts what was acted on', () => {
  expect(did({ did: 'read records', targets: 1_041 })).toBe('read records (1,041)');
  expect(did({ did: 'expanded a record', targets: 1 })).toBe('expanded a record');
});
