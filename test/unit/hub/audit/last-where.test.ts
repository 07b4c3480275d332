/** The end of a run of numbers is found from any guess, with few questions. */
import { expect, test } from 'vitest';
import { lastWhere } from '../../../../hub/audit/recover.ts';

test.each([0, 1, 2, 3, 7, 64, 1_000, 999_999])('a run that ends at %i', async (end) => {
  for (const near of [0, end, end - 1, end + 1, 1, 5, 1_000_000, Number.MAX_SAFE_INTEGER, 9e18, -3]) {
    let asked = 0;
    const found = await lastWhere(near, async (number) => {
      asked += 1;
      return number >= 1 && number <= end;
    });
    expect(found, `from ${near}`).toBe(end);
    expect(asked).toBeLessThanOrEqual(near === end ? 2 : 60);
  }
});
