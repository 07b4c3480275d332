import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../../../shared/contract/graph.ts';
import { binsOf, spanOf, ticksOf } from '../../../../renderer/features/timeline/bins.ts';
import { id } from '../canvas/records.ts';

const at = (time: number, kind: 'process' | 'alert' = 'process'): TimelineEntry => ({
  time,
  edge: id(1),
  kind: 'RAN_ON',
  src: { id: id(2), kind, label: 'a' },
  dst: { id: id(3), kind: 'host', label: 'b' },
});

describe('the strip', () => {
  it('counts every entry once, the last moment included', () => {
    const entries = [at(0), at(10), at(50, 'alert'), at(100)];
    const bins = binsOf(entries, spanOf(entries)!, 10);
    expect(bins.map(({ count }) => count)).toEqual([1, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(bins[5]).toEqual({ count: 1, alerts: 1 });
  });

  it('gives a single moment a minute around it', () => expect(spanOf([at(60_000)])).toEqual({ from: 30_000, to: 90_000 }));
  it('has no span without entries', () => expect(spanOf([])).toBe(null));

  it.each([30_000, 3_600_000, 26 * 3_600_000, 40 * 86_400_000, 4_000 * 86_400_000])(
    'marks round moments, not too many, over %i ms',
    (span) => {
      const from = Date.UTC(2026, 2, 1, 4, 7, 13);
      const ticks = ticksOf({ from, to: from + span }, 8);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
      for (const { time } of ticks) expect(time % 1_000).toBe(0);
    },
  );
});
