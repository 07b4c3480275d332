/**
 * How two sightings of one thing become one record: the earliest and latest times, the sum of counts, the earliest
 * `LIMITS.timesPerEdge` occurrences; none of these depends on the order in which sightings arrive. A property that both have
 * keeps the value of the one that was seen last, of equally late ones the greater text.
 */
import { LIMITS } from '../../shared/limits.ts';
import type { Props, PropValue } from '../../shared/graph/records.ts';

export interface Sighting {
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly props: Props;
}

export function mergeSightings<T extends Sighting>(a: T, b: T): { firstSeen: number; lastSeen: number; count: number; props: Props } {
  return {
    firstSeen: Math.min(a.firstSeen, b.firstSeen),
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
    count: a.count + b.count,
    props: mergeProps(a, b),
  };
}

/** The label of the later sighting; of equally late ones the greater text. */
export function mergeLabels(a: Sighting & { readonly label: string }, b: Sighting & { readonly label: string }): string {
  if (a.lastSeen !== b.lastSeen) return a.lastSeen > b.lastSeen ? a.label : b.label;
  return a.label > b.label ? a.label : b.label;
}

/** Ascending, each moment once, the earliest ones. */
export function mergeTimes(a: readonly number[], b: readonly number[]): number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y).slice(0, LIMITS.timesPerEdge);
}

function mergeProps(a: Sighting, b: Sighting): Props {
  if (a.lastSeen > b.lastSeen) return { ...b.props, ...a.props };
  if (b.lastSeen > a.lastSeen) return { ...a.props, ...b.props };
  const merged: Record<string, PropValue> = { ...a.props, ...b.props };
  for (const [name, value] of Object.entries(a.props)) {
    const other = b.props[name];
    if (other !== undefined && JSON.stringify(value) > JSON.stringify(other)) merged[name] = value;
  }
  return merged;
}
