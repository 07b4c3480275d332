/** Texts that look like a time and are none are refused, not taken for another. */
import { expect, test } from 'vitest';
import { timeOf } from '../../../../hub/connectors/times.ts';

test('days that are none, and years before the fourth digit', () => {
  for (const text of [
    '0099-06-01T00:00:00Z',
    '2023-02-31 00:00:00',
    '2023-04-31T00:00:00Z',
    '2023-02-29T12:00:00Z',
    '2023-01-00T00:00:00Z',
  ])
    expect(timeOf(text), text).toBeNull();
  expect(timeOf('2024-02-29T23:59:60.5+02:00')).toBe(Date.UTC(2024, 1, 29, 22, 0, 0, 500));
  expect(timeOf('1999-12-31 23:59:59')).toBe(Date.UTC(1999, 11, 31, 23, 59, 59));
});
