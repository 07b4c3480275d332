/**
 * When did a Windows event happen? Of Sysmon's events `UtcTime` says so in UTC in every source. The time that the collector
 * writes beside it is UTC by the rules of some shapes (EVTX, winlogbeat, Azure); a flat line's may be local time though it
 * ends in Z, and be on a 12-hour clock without AM and PM. No line tells. So the first lines of a source are looked at: the
 * difference between what the collector wrote and `UtcTime`, in quarters of an hour, is how far the clock of that machine's
 * collector is off, and all its events are put right by it. (docs/TELEMETRY.md has what real files showed.)
 *
 * Sysmon's network events (3 and 22) take their time from another clock of the machine, which on some is hours off while
 * all else agrees: they have no say, and where they differ by an hour or more the collector's time is taken.
 */
import { textOf } from './fields.ts';
import type { WindowsParts } from './windows-parts.ts';
import type { Clock } from './sighting.ts';
import { timeOf, usable } from './times.ts';

const QUARTER = 15 * 60_000;
const HOUR = 60 * 60_000;
/** How late a collector may write an event and still have a say. */
const LATE = 4 * 60_000;
/** The farthest zone, and a 12-hour clock beside it: what is farther off is a forged event, and has no say. */
const FARTHEST = 26 * HOUR;
/** What a machine's events must agree on to be believed: so many of them, and this part of them. */
const VOTES = 3;
const PART = 0.8;
/** From how many machines on that agree a machine without Sysmon is surely like them: one alone may be hostile, or an odd one. */
const AGREED = 2;

const OWN_CLOCK: ReadonlySet<number> = new Set([3, 22]);

/** By machine, and under '' for machines that have no Sysmon: collector's time minus UTC, in ms. */
export type Offsets = ReadonlyMap<string, number>;

export interface ClockSurvey {
  look(parts: WindowsParts, host: string): void;
  offsets(): Offsets;
}

export function clockSurvey(): ClockSurvey {
  const votes = new Map<string, Map<number, number>>();
  return {
    look({ log, id, data, written, writtenIsUtc }, host) {
      if (writtenIsUtc || log !== 'sysmon' || id === null || data === null || OWN_CLOCK.has(id)) return;
      const [utc, local] = [timeOf(textOf(data, 'UtcTime')), timeOf(written)];
      if (utc === null || local === null) return;
      const offset = Math.round((local - utc) / QUARTER) * QUARTER;
      if (Math.abs(local - utc - offset) > LATE || Math.abs(offset) > FARTHEST) return;
      const of = votes.get(host) ?? new Map<number, number>();
      votes.set(host, of.set(offset, (of.get(offset) ?? 0) + 1));
    },
    offsets() {
      const offsets = new Map<string, number>();
      for (const [host, of] of votes) {
        const all = [...of.values()].reduce((sum, count) => sum + count, 0);
        const [offset, count] = [...of].reduce((best, one) => (one[1] > best[1] ? one : best));
        if (count >= VOTES && count >= all * PART) offsets.set(host, offset);
      }
      const agreed = new Set(offsets.values());
      if (agreed.size === 1) offsets.set('', [...agreed][0]!);
      return offsets;
    },
  };
}

export const writeOffsets = (offsets: Offsets): string => JSON.stringify([...offsets].sort(([a], [b]) => (a < b ? -1 : 1)));
export const readOffsets = (found: string): Offsets => new Map(found === '' ? [] : (JSON.parse(found) as [string, number][]));

export interface EventTime {
  /** Unix ms. */
  readonly time: number;
  readonly clock: Clock;
}

/** null when the event has no usable time. */
export function eventTime({ id, data, written, writtenIsUtc }: WindowsParts, host: string, offsets: Offsets): EventTime | null {
  const utc = timeOf(textOf(data ?? {}, 'UtcTime'));
  const local = timeOf(written);
  const { offset, sure } = writtenIsUtc ? UTC : offsetOf(host, offsets);
  const time = local === null ? null : usable(local - offset);
  const right = time === null ? null : ({ time, clock: !sure ? 'unsure' : offset === 0 ? 'sure' : 'corrected' } as const);
  if (utc === null) return right;
  const strays = right !== null && right.clock !== 'unsure' && OWN_CLOCK.has(id ?? 0) && Math.abs(right.time - utc) >= HOUR;
  return strays ? { ...right, clock: 'corrected' } : { time: utc, clock: 'sure' };
}

const UTC = { offset: 0, sure: true };

/** Its own; else what the others agree on; else none that anybody knows. */
function offsetOf(host: string, offsets: Offsets): { readonly offset: number; readonly sure: boolean } {
  const own = offsets.get(host);
  if (own !== undefined) return { offset: own, sure: true };
  const shared = offsets.get('');
  return { offset: shared ?? 0, sure: shared !== undefined && offsets.size > AGREED };
}
