/** Completion: words of the grammar, kinds that this slice really has first and counted; values where a person asks for them, which is a read and a record. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { ActionOutput } from '../../../shared/contract/index.ts';
import { complete } from '../../../shared/query/parse/index.ts';
import { act } from '../../api.ts';
import { escapeText } from '../../ui/escape.ts';
import { count } from '../../ui/format.ts';
import { literalOf, valuePlaceAt } from './place-of-value.ts';

/** What the open slice has; null as long as that is not known. */
export type Present = ActionOutput<'graph.kinds'> | null;

type Word = ReturnType<typeof complete>['options'][number];

/** Kinds that are not in the slice are left out, the rest most frequent first. */
export function offered(
  words: readonly Word[],
  present: Present,
): readonly { readonly word: string; readonly type: string; readonly detail: string }[] {
  const counts = new Map<string, number>();
  for (const { kind, count: many } of [...(present?.nodes ?? []), ...(present?.edges ?? [])]) counts.set(kind, many);
  const isKind = ({ type }: Word): boolean => type === 'node' || type === 'edge';
  return words
    .filter((word) => present === null || !isKind(word) || counts.has(word.word))
    .map((word) => ({ ...word, many: isKind(word) ? (counts.get(word.word) ?? 0) : 0 }))
    .sort((a, b) => b.many - a.many)
    .map(({ word, type, many }) => ({ word, type, detail: many > 0 ? `${type} · ${count(many)}` : type }));
}

/** `present` is asked at each completion. */
export const completions =
  (present: () => Present) =>
  (context: CompletionContext): CompletionResult | null | Promise<CompletionResult | null> => {
    const text = context.state.doc.toString();
    if (context.explicit && valuePlaceAt(text, context.pos)) return values(context, text);
    const { from, options } = complete(text, context.pos);
    const begun = context.pos > from || /[:|.]\s*$/.test(context.state.sliceDoc(0, from));
    const fitting = offered(options, present());
    if (fitting.length === 0 || (!begun && !context.explicit)) return null;
    return { from, options: fitting.map(({ word, type, detail }) => ({ label: word, type, detail })), filter: false };
  };

async function values(context: CompletionContext, text: string): Promise<CompletionResult | null> {
  const place = valuePlaceAt(text, context.pos);
  if (!place) return null;
  const { kind, property, prefix, from } = place;
  const read = await act('graph.values', { kind, property, prefix });
  if (!read.ok || context.aborted) return null;
  // The quote that the editor has closed by itself belongs to what is replaced.
  const closing = from < context.pos && text.charAt(context.pos) === text.charAt(from) ? 1 : 0;
  const options = read.value.values.map((value): Completion => ({
    label: literalOf(value),
    displayLabel: escapeText(value),
    type: 'text',
    detail: property,
  }));
  return { from, to: context.pos + closing, options, filter: false };
}
