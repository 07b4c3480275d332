import { expect, it } from 'vitest';
import { check as checkAssume } from '../../../../renderer/features/assume/check.ts';
import { find } from '../../../../renderer/features/floor/find.ts';
import { check as checkPassphrase } from '../../../../renderer/features/unlock/check.ts';
import { LIMITS } from '../../../../shared/limits.ts';

const row = (name: string, monogram: string) => ({ mark: { name, monogram, colour: 0, pattern: 0 } });
const ROWS = [
  row('Kestrel Energy', 'KSE'),
  row('Northern Alps Water', 'NAW'),
  row('Eastport', 'EPT'),
  row('Alder & Finch', 'ALF'),
  row('Salt Works', 'SAL'),
];
const names = (text: string): string[] => find(ROWS, text).map(({ mark }) => mark.name);

it('finds a customer by two letters: monogram, name, word or initials, then anywhere', () => {
  expect(names('ks')).toEqual(['Kestrel Energy', 'Salt Works']);
  expect(names('al')).toEqual(['Alder & Finch', 'Northern Alps Water', 'Salt Works']);
  expect(names('ke')).toEqual(['Kestrel Energy']);
  expect(names('fi')).toEqual(['Alder & Finch']);
  expect(names('zz')).toEqual([]);
});

it('leaves the order alone where nothing is better', () => {
  expect(names('')).toEqual(ROWS.map(({ mark }) => mark.name));
  expect(names('  NA ')).toEqual(['Northern Alps Water']);
});

it('wants a ticket and a reason, in words that fit a record', () => {
  expect(checkAssume({ ticket: 'INC-1', reason: 'Alert of 04:12' })).toEqual({});
  expect(Object.keys(checkAssume({ ticket: ' ', reason: '' }))).toEqual(['ticket', 'reason']);
  expect(checkAssume({ ticket: 'INC-1', reason: 'x'.repeat(LIMITS.freeText + 1) })).toEqual({ reason: 'At most 500 characters.' });
});

it('wants a long passphrase, the same twice when it is new', () => {
  expect(checkPassphrase('eleven char', null)).toEqual({ passphrase: 'At least 12 characters.' });
  expect(checkPassphrase('twelve chars', null)).toEqual({});
  expect(checkPassphrase('twelve chars', 'twelve charz')).toEqual({ repeat: 'The two are not the same.' });
  expect(checkPassphrase('twelve chars', 'twelve chars')).toEqual({});
  expect(checkPassphrase('x'.repeat(201), null)).toEqual({ passphrase: 'At most 200 characters.' });
});
