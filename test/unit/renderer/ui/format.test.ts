import { describe, expect, it } from 'vitest';
import { age, asOf, clock, count, day, hours, left, stamp } from '../../../../renderer/ui/format.ts';

const MOMENT = Date.UTC(2026, 2, 1, 4, 12, 7);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('times', () => {
  it('are UTC', () => {
    expect(clock(MOMENT)).toBe('04:12');
    expect(day(MOMENT)).toBe('2026-03-01');
    expect(stamp(MOMENT)).toBe('2026-03-01 04:12:07');
  });

  it('name the day where it is not today', () => {
    expect(asOf(MOMENT, MOMENT + HOUR)).toBe('04:12');
    expect(asOf(MOMENT, MOMENT + 24 * HOUR)).toBe('2026-03-01 04:12');
  });
});

it.each([
  [-5, 'under a minute'],
  [59_999, 'under a minute'],
  [MINUTE, '1 min'],
  [HOUR - 1, '59 min'],
  [HOUR, '1 h'],
  [47 * HOUR, '47 h'],
  [48 * HOUR, '2 d'],
])('%i ms is %s old', (ms, words) => {
  expect(age(ms)).toBe(words);
});

it.each([
  [-1, '00:00'],
  [0, '00:00'],
  [1, '00:01'],
  [59_000, '00:59'],
  [3_547_000, '59:07'],
  [HOUR, '60:00'],
  [HOUR + 1, '1 h 00 min'],
  [61 * HOUR + 20 * MINUTE, '61 h 20 min'],
])('%i ms leaves %s', (ms, words) => {
  expect(left(ms)).toBe(words);
});

it('counts a lease in hours and minutes, and never beyond its end', () => {
  expect(hours(61 * HOUR + 20 * MINUTE + 59_000)).toBe('61:20');
  expect(hours(5 * MINUTE)).toBe('00:05');
  expect(hours(-HOUR)).toBe('00:00');
});

it('groups thousands', () => {
  expect(count(186_000)).toBe('186,000');
});
