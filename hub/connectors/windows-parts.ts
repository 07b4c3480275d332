/** What all shapes of Windows events have in common, before it is checked. */
import type { Fields } from './fields.ts';

export type WindowsLog = 'sysmon' | 'security';

/** The parts that a shape names, not yet checked. */
export interface WindowsParts {
  /** null for a log that says nothing about the graph. */
  readonly log: WindowsLog | null;
  readonly id: number | null;
  readonly computer: string;
  /** What the collector wrote as its time. */
  readonly written: string;
  /** By the rules of the shape; false where some collectors write local time. */
  readonly writtenIsUtc: boolean;
  /** An audit of something that was refused. */
  readonly refused: boolean;
  /** null when it is text that does not open: it was cut off. */
  readonly data: Fields | null;
}
