/** The query language in the editor: colours for its words, and the mark of an error. */
import { StreamLanguage } from '@codemirror/language';
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { ErrorPlace } from '../../../shared/errors.ts';
import { KEYWORDS } from '../../../shared/query/parse/tokens.ts';

/** The plan's own words, those of two words apart. */
const KEYWORD = new RegExp(`^(?:${[...new Set(KEYWORDS.flatMap((word) => word.split(' ')))].join('|')}|ascending|descending)\\b`, 'iu');
const KINDS: ReadonlySet<string> = new Set([...NODE_KINDS, ...EDGE_KIND_NAMES]);

/** Enough of a lexer to colour by: the parser itself says what is right. */
export const language = StreamLanguage.define<{ comment: boolean }>({
  name: 'query',
  startState: () => ({ comment: false }),
  token: (stream, state) => {
    if (state.comment) {
      if (stream.skipTo('*/')) {
        stream.match('*/');
        state.comment = false;
      } else stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match('/*')) {
      state.comment = true;
      return 'comment';
    }
    if (stream.match(/^'(?:[^'\\]|\\.)*'?/) || stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(KEYWORD)) return 'keyword';
    const word = stream.match(/^[\p{ID_Start}_][\p{ID_Continue}]*/u);
    if (word) return KINDS.has(stream.current()) ? 'typeName' : 'variableName';
    stream.next();
    return 'punctuation';
  },
});

const setMark = StateEffect.define<ErrorPlace | null>();

/** Underlines where an error is, until the text changes. */
export const errorMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      const length = transaction.state.doc.length;
      const from = Math.min(effect.value?.offset ?? 0, Math.max(0, length - 1));
      const to = Math.min(length, Math.max(from + 1, (effect.value?.offset ?? 0) + (effect.value?.length ?? 0)));
      next = effect.value && to > from ? Decoration.set([Decoration.mark({ class: 'query-mark' }).range(from, to)]) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const markError = (view: EditorView, place: ErrorPlace | null): void => view.dispatch({ effects: setMark.of(place) });
