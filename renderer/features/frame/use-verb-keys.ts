/** Hears the keys of all verbs, in one place. */
import { useEffect } from 'react';
import { IS_MAC, isKey } from '../../ui/keys.ts';
import type { KeyLike } from '../../ui/keys.ts';
import { allParts } from '../../verb.ts';
import type { Part, Verb, Where } from '../../verb.ts';

/** Where a key was pressed. */
type At = ReadonlySet<Where>;

const WRITING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable="true"]';

function placesOf(target: EventTarget | null): At {
  const element = target instanceof Element ? target : document.body;
  const places = new Set<Where>(['window']);
  // Over a dialog, letters are the dialog's.
  if (!element.matches(WRITING) && !element.closest('[role=dialog]')) places.add('page');
  if (element.closest('.canvas-stage, [data-table]')) places.add('work');
  if (element.closest('.canvas-stage')) places.add('canvas');
  return places;
}

/** Signs above letters and digits differ in where Shift is: they are known by what they write. */
const heard = (event: KeyLike, keys: string, mac: boolean): boolean =>
  isKey(event, keys, mac) || (/^[^\p{L}\d]$/u.test(keys) && isKey(unshifted(event), keys, mac));

/** An event of the page has nothing of its own to spread. */
const unshifted = ({ key, ctrlKey, metaKey, altKey }: KeyLike): KeyLike => ({ key, ctrlKey, metaKey, altKey, shiftKey: false });

/** The verb of a key pressed there, and its part; null when there is none. */
export function verbOf(parts: readonly Part[], event: KeyLike, at: At, mac: boolean): { readonly part: Part; readonly verb: Verb } | null {
  for (const part of parts) {
    const verb = part.verbs.find(
      ({ where, keys = [], quiet, why }) => at.has(where) && keys.some((one) => heard(event, one, mac)) && !(quiet && why() !== null),
    );
    if (verb) return { part, verb };
  }
  return null;
}

export function useVerbKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const found = verbOf(allParts(), event, placesOf(event.target), IS_MAC);
      if (!found) return;
      event.preventDefault();
      const { part, verb } = found;
      // A key that is held asks once, but for what one steps through.
      if (event.repeat && verb.where === 'window') return;
      const why = verb.why();
      if (why === null) verb.run();
      else part.explain(why);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
