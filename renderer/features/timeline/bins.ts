/** Entries of a timeline in equal stretches of time, and the marks of its axis. Moments are Unix ms, UTC. */
import type { TimelineEntry } from '../../../shared/contract/graph.ts';
import { rangeOf } from '../../canvas/brush.ts';
import type { Range } from '../../canvas/brush.ts';
import { clock, day, stamp } from '../../ui/format.ts';

export interface Bin {
  readonly count: number;
  /** How many of them have an alert at an end. */
  readonly alerts: number;
}

/** What the entries span; a single moment gets a minute around it. */
export function spanOf(entries: readonly TimelineEntry[]): Range | null {
  const first = entries[0]?.time;
  const last = entries.at(-1)?.time;
  if (first === undefined || last === undefined) return null;
  return last > first ? rangeOf(first, last) : { from: first - 30_000, to: last + 30_000 };
}

export function binsOf(entries: readonly TimelineEntry[], span: Range, bins: number): readonly Bin[] {
  const counts = Array.from({ length: bins }, () => ({ count: 0, alerts: 0 }));
  for (const { time, src, dst } of entries) {
    const bin = counts[Math.min(bins - 1, Math.floor(((time - span.from) / (span.to - span.from)) * bins))];
    if (!bin) continue;
    bin.count++;
    if (src.kind === 'alert' || dst.kind === 'alert') bin.alerts++;
  }
  return counts;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [1, 2, 5, 10, 15, 30]
  .map((s) => s * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map((m) => m * MINUTE))
  .concat([1, 2, 3, 6, 12].map((h) => h * HOUR))
  .concat([1, 2, 7, 14, 30, 90, 365].map((d) => d * DAY));

export interface Tick {
  readonly time: number;
  readonly text: string;
}

/** At most `most` marks at round moments. */
export function ticksOf({ from, to }: Range, most: number): readonly Tick[] {
  const step = STEPS.find((candidate) => (to - from) / candidate <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const ticks: Tick[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    const text = step >= DAY || time % DAY === 0 ? day(time) : step < MINUTE ? stamp(time).slice(11) : clock(time);
    ticks.push({ time, text });
  }
  return ticks;
}
