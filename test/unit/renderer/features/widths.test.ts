import { expect, it } from 'vitest';
import { widthsOf } from '../../../../renderer/features/query/widths.ts';

it('gives a column of long words more than one of short ones, within bounds', () => {
  const columns = ['step', 'how'];
  expect(widthsOf({ columns, rows: [['scan (h:host)', 'x'.repeat(90)]] })).toEqual([30, 90]);
  expect(widthsOf({ columns, rows: [[1, 'x'.repeat(9_000)]] })).toEqual([30, 120]);
  expect(widthsOf({ columns, rows: [] })).toEqual([30, 30]);
});

it('counts the parts of lists and paths', () => {
  const path = ['a', 'b', 'c'] as never;
  expect(widthsOf({ columns: ['p', 'l'], rows: [[{ path }, ['x'.repeat(20), 'x'.repeat(20)]]] })).toEqual([72, 40]);
});
