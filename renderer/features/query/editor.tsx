/** The query editor: one line until Shift+Enter makes more. Enter asks. */
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { ErrorPlace } from '../../../shared/errors.ts';
import { errorMark, language, markError } from './language.ts';
import { completions } from './offers.ts';
import type { Present } from './offers.ts';

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: tags.typeName, color: 'var(--kind-asset)' },
  { tag: tags.string, color: 'var(--kind-activity)' },
  { tag: tags.number, color: 'var(--kind-finding)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: tags.punctuation, color: 'var(--muted)' },
]);

export interface EditorProps {
  readonly text: string;
  readonly place: ErrorPlace | null;
  readonly readOnly: boolean;
  readonly onText: (text: string) => void;
  readonly onAsk: (text: string) => void;
  readonly onEscape: () => void;
  /** Ctrl+↑ and Ctrl+↓. */
  readonly onPast: (text: string, back: boolean) => void;
  /** Ctrl+.: what is proposed in the place of an error. Says whether there was something. */
  readonly onFix: () => boolean;
  /** Kinds that the slice has. */
  readonly present: Present;
}

export function Editor(props: EditorProps) {
  const element = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { readOnly, text, place } = props;
  useEffect(() => {
    const parent = element.current;
    if (!parent) return undefined;
    const ask = (view: EditorView): boolean => {
      latest.current.onAsk(view.state.doc.toString());
      return true;
    };
    const escape = (view: EditorView): boolean => {
      if (completionStatus(view.state) !== null) return false;
      latest.current.onEscape();
      return true;
    };
    const past =
      (back: boolean) =>
      (view: EditorView): boolean => {
        latest.current.onPast(view.state.doc.toString(), back);
        return true;
      };
    const view = new EditorView({
      parent,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: 'Enter', run: (view) => (acceptable(view) ? acceptCompletion(view) : ask(view)) },
              { key: 'Tab', run: acceptFirst },
              { key: 'Mod-ArrowUp', run: past(true) },
              { key: 'Mod-ArrowDown', run: past(false) },
              { key: 'Mod-.', run: () => latest.current.onFix() },
            ]),
          ),
          keymap.of([{ key: 'Escape', run: escape }, ...historyKeymap, ...defaultKeymap]),
          history(),
          highlightSpecialChars(),
          bracketMatching(),
          closeBrackets(),
          language,
          syntaxHighlighting(COLOURS),
          autocompletion({
            override: [completions(() => latest.current.present)],
            activateOnTypingDelay: 0,
            icons: false,
            selectOnOpen: false,
            interactionDelay: 0,
          }),
          errorMark,
          placeholder('MATCH (h:host)<-[:RAN_ON]-(p:process) RETURN p, h LIMIT 50'),
          EditorState.readOnly.of(readOnly),
          EditorView.editable.of(!readOnly),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': 'Query', 'data-query': '', spellcheck: 'false', autocapitalize: 'off' }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onText(state.doc.toString());
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [readOnly]);
  useEffect(() => {
    const view = editor.current;
    if (view && view.state.doc.toString() !== text)
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: text.length } });
  }, [text]);
  useEffect(() => {
    if (editor.current) markError(editor.current, place);
  }, [place]);
  return <div ref={element} className="query-editor" />;
}

/** Tab takes what is chosen, or else the first. */
function acceptFirst(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'active') return false;
  if (selectedCompletion(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

/** Only what was chosen from the list by hand is put in by Enter; otherwise Enter asks. */
const acceptable = ({ state }: EditorView): boolean => completionStatus(state) === 'active' && selectedCompletion(state) !== null;
