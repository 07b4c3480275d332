/** What a connector makes of a source, counted, with nothing written: for a look beforehand, and for the table of docs/TELEMETRY.md. */
import { createHash } from 'node:crypto';
import type { Connector } from './connector.ts';
import { readLine } from './read-line.ts';
import type { MalformedReason, NothingReason } from './reasons.ts';
import { surveyed } from './survey.ts';
import type { Lines } from './survey.ts';

export interface Aside {
  readonly lines: number;
  /** Numbers of the first few of them, from 1. */
  readonly first: readonly number[];
}

/** Line numbers that are named for a reason. */
const FIRST_OF_REASON = 5;

export type Nothing = Partial<Record<NothingReason, number>>;
export type Malformed = Partial<Record<MalformedReason, Aside>>;

export const noteNothing = (counts: Nothing, reason: NothingReason, lines = 1): void =>
  void (counts[reason] = (counts[reason] ?? 0) + lines);

export function noteMalformed(counts: Malformed, reason: MalformedReason, line: number): void {
  const { lines, first } = counts[reason] ?? { lines: 0, first: [] };
  counts[reason] = { lines: lines + 1, first: first.length < FIRST_OF_REASON ? [...first, line] : first };
}

export interface Tally {
  readonly lines: number;
  readonly kept: number;
  /** Lines that are the very text of an earlier one. They count like any other: two like events happened. */
  readonly repeats: number;
  readonly nothing: Nothing;
  readonly malformed: Malformed;
}

export async function tally(connector: Connector, source: Lines): Promise<Tally> {
  const { found, lines } = await surveyed(connector, source);
  const reader = connector.open(found);
  const known = new Set<string>();
  const nothing: Nothing = {};
  const malformed: Malformed = {};
  const [sum, seen] = [{ lines: 0, kept: 0 }, { repeats: 0 }];
  for await (const line of lines) {
    sum.lines += 1;
    const result = readLine(reader, line);
    if ('seen' in result) sum.kept += 1;
    else if ('nothing' in result) noteNothing(nothing, result.nothing);
    else noteMalformed(malformed, result.malformed, sum.lines);
    if (line.trim() === '') continue;
    const digest = createHash('sha256').update(line).digest('base64');
    if (known.has(digest)) seen.repeats += 1;
    known.add(digest);
  }
  return { ...sum, ...seen, nothing, malformed };
}
