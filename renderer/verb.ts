/**
 * Verbs: all that a person can do in this window just now, each with its key. Keys, rail, menus, palette and the list of
 * keys go by this one list.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import { IS_MAC, keyName } from './ui/keys.ts';

/** Where a verb's keys are heard: on the canvas; there and in the table; anywhere but where one writes; everywhere. */
export type Where = 'canvas' | 'work' | 'page' | 'window';

export interface Verb {
  readonly label: string;
  /** By the names of the design: `E`, `Ctrl+Shift+L`. The first is the one that is shown. */
  readonly keys?: readonly string[];
  readonly where: Where;
  /** Its keys mean nothing while it can't be done: they are left to whoever comes next. */
  readonly quiet?: true;
  /** Why it can't be done now, as a sentence; null when it can. */
  readonly why: () => string | null;
  readonly run: () => void;
}

/** What belongs together in the palette and in the list of keys. */
export interface Part {
  readonly title: string;
  readonly verbs: readonly Verb[];
  /** Says why a key did nothing, where the person looks. */
  readonly explain: (why: string) => void;
  /** Puts a record that the palette found where it can be seen, in a window that has such a place. */
  readonly show?: (id: string) => void;
}

/** What lies nearest to the work first, whichever of them came or changed last. */
const ORDER: readonly string[] = ['Workbench', 'Cases', 'Window'];
const place = ({ title }: Part): number => (ORDER.includes(title) ? ORDER.indexOf(title) : ORDER.length);

export const withPart = (parts: readonly Part[], part: Part): readonly Part[] => [...parts, part].sort((a, b) => place(a) - place(b));

const useStore = create<{ readonly parts: readonly Part[] }>(() => ({ parts: [] }));

/** Adds a part for as long as the caller is shown. The same object until something of it changes. */
export function useProvided(part: Part): void {
  useEffect(() => {
    useStore.setState(({ parts }) => ({ parts: withPart(parts, part) }));
    return () => useStore.setState(({ parts }) => ({ parts: parts.filter((other) => other !== part) }));
  }, [part]);
}

export const useParts = (): readonly Part[] => useStore(({ parts }) => parts);
export const allParts = (): readonly Part[] => useStore.getState().parts;

/** A button's name: the label, and the key where there is one, as this keyboard calls it. */
export const nameOf = ({ label, keys }: Pick<Verb, 'label' | 'keys'>): string =>
  keys?.[0] ? `${label} (${keyName(keys[0], IS_MAC)})` : label;

/** For what can always be done. */
export const always = (): null => null;
