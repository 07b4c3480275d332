/**
 * Cases: what was found and what it means. A case is its versions: each save is one, with author and time, on top of those that
 * it came from. Versions that nothing stands on are the case as it is now; where there are several, people disagree.
 */
import { z } from 'zod';
import { UUID_PATTERN } from '../graph/ids.ts';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { edgeSchema, empty, moment, nodeSchema, recordId } from './values.ts';
import { viewSchema } from './view.ts';

export const uuid = z.string().regex(UUID_PATTERN);
const freeText = z.string().trim().min(1).max(LIMITS.freeText);
const title = z.string().trim().min(1).max(LIMITS.caseTitle);

export const VERDICTS = ['malicious', 'benign', 'unclear'] as const;
const caseStatusSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open') }),
  z.strictObject({ state: z.literal('closed'), verdict: z.enum(VERDICTS), reason: freeText }),
]);
export type CaseStatus = z.infer<typeof caseStatusSchema>;

/** What a version changed in the (first) version that it stands on. */
const changedSchema = z.strictObject({
  title: z.boolean(),
  status: z.boolean(),
  notes: z.boolean(),
  canvas: z.boolean(),
  /** Pieces of evidence that came and went. */
  added: z.int().min(0),
  removed: z.int().min(0),
});
export type Changed = z.infer<typeof changedSchema>;

/** What a version says of itself without being opened. */
export const caseHeadSchema = z.strictObject({
  title,
  status: caseStatusSchema,
  /** The versions that it stands on: none for the first, several where it brings together what people disagreed on. */
  parents: z.array(uuid).max(LIMITS.caseParents),
  /** By the writer's clock. */
  at: moment,
  changed: changedSchema,
  /** Pieces of evidence, and records on the canvas. */
  evidence: z.int().min(0),
  drawn: z.int().min(0),
});
export type CaseHead = z.infer<typeof caseHeadSchema>;

/** A record as it was when somebody took it as evidence: a thing, or an event with the things at its ends. */
const frozenSchema = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('node'), node: nodeSchema }),
  z.strictObject({ form: z.literal('edge'), edge: edgeSchema, src: nodeSchema, dst: nodeSchema }),
]);
const evidenceSchema = z.strictObject({
  id: uuid,
  record: frozenSchema,
  at: moment,
  by: z.string().min(1).max(200),
  why: z.string().trim().max(LIMITS.freeText),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What is in a version. `canvas` is null where it was saved in a form that this workstation doesn't know. */
export const caseContentSchema = z.strictObject({
  notes: z.string().max(LIMITS.caseNotes),
  canvas: viewSchema.nullable().catch(null),
  evidence: z.array(evidenceSchema).max(LIMITS.caseEvidence),
});
export type CaseContent = z.output<typeof caseContentSchema>;

const caseVersionSchema = z.strictObject({
  id: uuid,
  head: caseHeadSchema,
  author: z.string(),
  /** Written by the person who looks. */
  own: z.boolean(),
  /** `refused`: the hub will not have it; it stays on this desk. `lost`: the hub had it, and whoever wrote it will send it again. */
  state: z.enum(['sent', 'pending', 'refused', 'lost']),
  /** Why it was refused. */
  refused: z.string().nullable(),
});
export type CaseVersion = z.infer<typeof caseVersionSchema>;

const caseLineSchema = z.strictObject({
  id: uuid,
  /** The versions that nothing stands on, latest first: more than one is a conflict. */
  leaves: z.array(caseVersionSchema).min(1),
  versions: z.int().min(1),
  pending: z.int().min(0),
  /** Something was written of it that is not saved. */
  draft: z.boolean(),
});
export type CaseLine = z.infer<typeof caseLineSchema>;

/** Evidence of a save: what an earlier version of the case has, or a record that main reads and freezes. */
const takenNode = z.strictObject({ take: z.literal('node'), id: recordId, why: evidenceSchema.shape.why });
const takenEdge = z.strictObject({ take: z.literal('edge'), id: recordId, src: recordId, dst: recordId, why: evidenceSchema.shape.why });
const evidenceInput = z.discriminatedUnion('take', [z.strictObject({ take: z.literal('kept'), id: uuid }), takenNode, takenEdge]);
export type EvidenceInput = z.input<typeof evidenceInput>;

/** What is written of a case and not saved. */
export const caseDraftSchema = z.strictObject({
  parents: z.array(uuid).max(LIMITS.caseParents),
  title: z.string().max(LIMITS.caseTitle),
  status: caseStatusSchema,
  notes: caseContentSchema.shape.notes,
  /** Evidence of the parents that stays; null for all of it. */
  kept: z.array(uuid).max(LIMITS.caseEvidence).nullable(),
  /** Records that are taken with the save, each with words for it. */
  taken: z
    .array(z.strictObject({ piece: z.discriminatedUnion('take', [takenNode, takenEdge]), words: z.string().max(2 * LIMITS.label + 100) }))
    .max(LIMITS.caseEvidence),
  withCanvas: z.boolean(),
});
export type CaseDraft = z.output<typeof caseDraftSchema>;
export type CaseDraftInput = z.input<typeof caseDraftSchema>;

/** A case holds records of the whole graph: who may have a part of it gets none. Hub and desk refuse in the same words. */
export const PART_ONLY = {
  text: 'The grant allows a part of the graph only, and cases are of the whole.',
  next: 'Ask your lead for a grant of the whole.',
} as const;

const savedSchema = z.strictObject({ case: uuid, version: uuid, state: caseVersionSchema.shape.state });
const toNote = ({ case: id, version }: { case: string; version: string }) => ({ targets: [id, version], text: null });

export const caseActions = {
  /** The cases that this desk knows, latest first. `fresh` asks the hub first and sends what waits. */
  'cases.list': action({
    scope: 'context',
    permission: 'case.read',
    input: z.strictObject({ fresh: z.boolean() }),
    output: z.strictObject({
      cases: z.array(caseLineSchema),
      /** Of cases that were never saved. */
      drafts: z.array(z.strictObject({ id: uuid, title: z.string() })),
      /** As of when the hub was last heard (Unix ms), or null. */
      asOf: moment.nullable(),
      /** When the latest notebook of this desk was set aside that could not be opened, or null. */
      setAside: moment.nullable(),
    }),
    verb: 'looked at the cases',
    note: () => NOTHING,
  }),
  /** All versions of a case, latest first. */
  'cases.open': action({
    scope: 'context',
    permission: 'case.read',
    input: z.strictObject({ case: uuid }),
    output: z.strictObject({
      versions: z.array(caseVersionSchema).min(1),
      leaves: z.array(uuid).min(1),
      draft: caseDraftSchema.nullable(),
    }),
    verb: 'opened a case',
    note: (input) => ({ targets: [input.case], text: null }),
  }),
  'cases.read': action({
    scope: 'context',
    permission: 'case.read',
    input: z.strictObject({ case: uuid, version: uuid }),
    output: z.strictObject({ version: caseVersionSchema, content: caseContentSchema }),
    verb: 'read a version of a case',
    note: toNote,
  }),
  /** A new version, or a new case where there is none yet. Kept on this desk at once, and sent as soon as the hub is there. */
  'cases.save': action({
    scope: 'context',
    permission: 'case.write',
    input: z.strictObject({
      case: uuid.nullable(),
      parents: z.array(uuid).max(LIMITS.caseParents),
      title,
      status: caseStatusSchema,
      notes: caseContentSchema.shape.notes,
      /** Null keeps the canvas of the first parent. */
      canvas: viewSchema.nullable(),
      evidence: z.array(evidenceInput).max(LIMITS.caseEvidence),
      /** The draft that it is saved from, which is forgotten. */
      draft: uuid.nullable().default(null),
    }),
    output: savedSchema,
    verb: 'saved a case',
    note: ({ case: id, evidence }) => ({
      targets: [...(id === null ? [] : [id]), ...evidence.flatMap((piece) => (piece.take === 'kept' ? [] : [piece.id]))],
      text: null,
    }),
  }),
  /** Keeps what is written and not saved, on this desk alone; null forgets it. `id`: the case's, or its own where there is none yet. */
  'cases.keepDraft': action({
    scope: 'context',
    permission: 'case.write',
    input: z.strictObject({ id: uuid, draft: caseDraftSchema.nullable() }),
    output: empty,
    verb: 'kept a draft of a case',
    note: (input) => ({ targets: [input.id], text: null }),
  }),
  'cases.openDraft': action({
    scope: 'context',
    permission: 'case.write',
    input: z.strictObject({ id: uuid }),
    output: z.strictObject({ draft: caseDraftSchema }),
    verb: 'opened a draft of a case',
    note: (input) => ({ targets: [input.id], text: null }),
  }),
  /** The content of a version once more, on top of others: an old one restored, or the one that was chosen in a conflict. */
  'cases.restore': action({
    scope: 'context',
    permission: 'case.write',
    input: z.strictObject({ case: uuid, version: uuid, parents: z.array(uuid).min(1).max(LIMITS.caseParents) }),
    output: savedSchema,
    verb: 'restored a version of a case',
    note: toNote,
  }),
  /** Sends what waits, now. */
  'cases.send': action({
    scope: 'context',
    permission: 'case.write',
    input: empty,
    output: z.strictObject({ waiting: z.int().min(0) }),
    verb: 'sent waiting cases',
    note: () => NOTHING,
  }),
};

/** Of the versions of one case those that nothing stands on. What was refused stands on nothing, unless all was. Never none. */
export function leavesOf<V extends { readonly id: string; readonly head: CaseHead; readonly state: CaseVersion['state'] }>(
  versions: readonly V[],
): V[] {
  const good = versions.filter(({ state }) => state !== 'refused');
  const standing = good.length > 0 ? good : versions;
  const below = new Set(standing.flatMap(({ head }) => head.parents));
  const leaves = standing.filter(({ id }) => !below.has(id));
  return leaves.length > 0 ? leaves : [...standing];
}
