/**
 * What a connector is: the one interface between a format of telemetry and the graph. docs/CONNECTORS.md tells how to write
 * one; test/support/connector-conformance.ts holds every connector to what is said here.
 */
import type { Seen } from './observe.ts';
import type { MalformedReason, NothingReason } from './reasons.ts';

/** What one line came to. Never the line's content but in `seen`. */
export type LineResult = { readonly seen: Seen } | { readonly nothing: NothingReason } | { readonly malformed: MalformedReason };

export interface Connector {
  /** Lower-case words joined by hyphens: people type it, and batches are named by it, so it never changes. */
  readonly name: string;
  /** What it reads, as a person would say it: `Zeek logs, JSON and TSV`. */
  readonly reads: string;
  /** How many of these lines (none is empty) are surely of this format. Any lines may be asked about; never throws. */
  fits(lines: readonly string[]): number;
  /** For a format in which one line does not tell enough (such as whether the machine's clock is right): looks at the first lines of a source. */
  survey?(): Survey;
  /** Reads one source from its first line on. `found` is what the survey said, '' without one. */
  open(found: string): LineReader;
}

export interface LineReader {
  /** Lines in their order. The same lines give the same results; never throws. */
  read(line: string): LineResult;
  /** Takes in what a line changes for those after it (a header does), no more: for lines that were read in an earlier run. */
  pass(line: string): void;
  /** What the next line's meaning depends on beside itself; '' for nothing. It is part of a batch's name. */
  state(): string;
}

export interface Survey {
  look(line: string): void;
  /** What it saw, as text; the same for the same lines. */
  found(): string;
}

/** `open` of a format in which each line stands for itself. */
export const lineByLine =
  (read: (line: string) => LineResult): Connector['open'] =>
  () => ({ read, pass: () => undefined, state: () => '' });
