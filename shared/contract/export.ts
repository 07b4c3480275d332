/**
 * Taking something out of a customer: a picture or paper of a canvas or a case. Main reads the records, draws and writes the file;
 * a window says only what, and learns where it is. Names go, unless a role of its own and a reason say otherwise; secrets always go.
 */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { action } from './action.ts';
import type { ActionNote } from './action.ts';
import { uuid } from './cases.ts';
import { viewSchema } from './view.ts';

export const EXPORT_FORMATS = ['pdf', 'png', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The canvas as it stands in the window (ids and places: main reads what they are), or a version of a case. */
const what = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('canvas'), view: viewSchema }),
  z.strictObject({ of: z.literal('case'), case: uuid, version: uuid }),
]);
const wanted = z.strictObject({ what, format: z.enum(EXPORT_FORMATS) });
export type ExportWanted = z.output<typeof wanted>;

const written = z.strictObject({
  file: z.string(),
  bytes: z.int().min(0),
  sha256: z.string(),
  /** The record of this export, which the file names. */
  record: uuid,
  /** How many of each were replaced, and how many secrets were taken out. */
  hidden: z.strictObject({ users: z.int(), hosts: z.int(), addresses: z.int(), arguments: z.int(), secrets: z.int() }),
});
export type Written = z.infer<typeof written>;

/** How far an export is that is being made: records of the canvas that were read, then those that were looked through for names. */
export interface Exporting {
  readonly phase: 'reading' | 'drawing';
  readonly done: number;
  readonly total: number;
}

const targetsOf = ({ what: of }: ExportWanted): string[] => (of.of === 'case' ? [of.case, of.version] : of.view.nodes.map(({ id }) => id));

export const exportActions = {
  'export.redacted': action({
    scope: 'context',
    permission: 'graph.export',
    input: wanted,
    output: written,
    verb: 'exported with pseudonyms',
    note: (input): ActionNote => ({ targets: targetsOf(input), text: null }),
  }),
  'export.raw': action({
    scope: 'context',
    permission: 'graph.exportRaw',
    input: wanted.extend({ reason: z.string().trim().min(1).max(LIMITS.freeText) }),
    output: written,
    verb: 'exported with names',
    note: (input): ActionNote => ({ targets: targetsOf(input), text: input.reason }),
  }),
  /** Gives up the export that is being made of this customer; there is no file then. Fine where there is none. */
  'export.stop': action({
    scope: 'context',
    permission: 'graph.export',
    input: z.strictObject({}),
    output: z.strictObject({}),
    verb: 'stopped an export',
    note: (): ActionNote => ({ targets: [], text: null }),
  }),
};
