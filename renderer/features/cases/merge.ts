/** How two versions of a case become one draft, and how a draft goes on after a save that it outran. */
import type { CaseContent, CaseVersion } from '../../../shared/contract/cases.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { count } from '../../ui/format.ts';
import { draftOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { conflictWords, statusWords } from './words.ts';

interface Read {
  readonly version: CaseVersion;
  readonly content: CaseContent;
}

/**
 * The first one's title and canvas, one's notes under the other's with what else the other said, all evidence. Where they disagree
 * on the verdict the draft is open: whoever merges them judges. `limit` where a case can't hold both.
 */
export function merged(a: Read, b: Read): Result<{ readonly draft: Draft; readonly message: string }> {
  const sameStatus = JSON.stringify(a.version.head.status) === JSON.stringify(b.version.head.status);
  const said = [
    ...(a.version.head.title === b.version.head.title ? [] : [b.version.head.title]),
    ...(sameStatus ? [] : [verdictOf(a), verdictOf(b)]),
  ];
  const under = [`--- ${b.version.author} ---`, ...said, ...(a.content.notes === b.content.notes ? [] : [b.content.notes])];
  const notes = under.length === 1 ? a.content.notes : [a.content.notes, ...under].join('\n\n');
  const kept = [...new Map([...a.content.evidence, ...b.content.evidence].map((piece) => [piece.id, piece])).values()];
  if (notes.length > LIMITS.caseNotes || kept.length > LIMITS.caseEvidence)
    return fail('limit', {
      text: `Together they have ${count(notes.length)} characters of notes and ${count(kept.length)} pieces of evidence; a case holds ${count(LIMITS.caseNotes)} and ${count(LIMITS.caseEvidence)}.`,
      next: 'Choose one, and take over from the other what matters.',
    });
  const draft = { ...draftOf(a.version, a.content), notes, kept, ...(sameStatus ? {} : { status: { state: 'open' as const } }) };
  const judge = sameStatus ? '' : ' They disagree on the verdict: the draft is open until you judge.';
  return ok({ draft, message: `${conflictWords(b.version)} Both are in this draft: read it, then save.${judge}` });
}

const verdictOf = ({ version: { author, head } }: Read): string =>
  `${author}: ${statusWords(head.status)}${head.status.state === 'closed' ? `, ${head.status.reason}` : ''}`;

/** What was written while a save was under way stays: `sent` went into the save, `now` is written by now, `base` is what was saved. */
export function afterSave(sent: Draft, now: Draft, base: Draft): Draft {
  if (now === sent) return base;
  const later = <Part extends 'title' | 'status' | 'notes' | 'withCanvas'>(part: Part): Draft[Part] =>
    now[part] === sent[part] ? base[part] : now[part];
  const gone = new Set([...sent.kept.filter((piece) => !now.kept.includes(piece)).map(({ id }) => id)]);
  const went = new Set(sent.taken.map(({ id }) => id));
  return {
    title: later('title'),
    status: later('status'),
    notes: later('notes'),
    withCanvas: later('withCanvas'),
    kept: gone.size === 0 ? base.kept : base.kept.filter(({ id }) => !gone.has(id)),
    taken: now.taken.filter(({ id }) => !went.has(id)),
  };
}
