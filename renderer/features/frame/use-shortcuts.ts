/** The keys that work wherever focus is. */
import { useEffect } from 'react';
import type { WindowState } from '../../../shared/contract/state.ts';
import { act } from '../../api.ts';
import { beforeLeaving } from '../../leaving.ts';
import { report } from '../../messages.ts';
import { isKey } from '../../ui/keys.ts';
import { goToRegion } from './regions.ts';

type Shortcut = 'pivot' | 'leave' | 'extend' | 'nextRegion' | 'lastRegion';

export const SHORTCUTS: Readonly<Record<Shortcut, string>> = {
  pivot: 'Ctrl+P',
  leave: 'Ctrl+Shift+L',
  extend: 'Ctrl+Shift+X',
  nextRegion: 'F6',
  lastRegion: 'Shift+F6',
};

/** What may be done by key in a window like this. */
export function allowed(shortcut: Shortcut, { person, context, screen }: Pick<WindowState, 'person' | 'context' | 'screen'>): boolean {
  if (shortcut === 'pivot') return person?.home === 'mssp' && screen !== 'switcher';
  if (shortcut === 'leave' || shortcut === 'extend') return context !== null;
  return true;
}

const RUN: Readonly<Record<Shortcut, () => void>> = {
  pivot: () => void report(beforeLeaving(() => act('window.switcher', {}))),
  leave: () => void report(beforeLeaving(() => act('context.leave', {}))),
  extend: () => void report(act('context.extend', {})),
  nextRegion: () => goToRegion(false),
  lastRegion: () => goToRegion(true),
};

export function useShortcuts(state: WindowState): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const mac = navigator.userAgent.includes('Mac');
      const found = (Object.keys(SHORTCUTS) as Shortcut[]).find((name) => isKey(event, SHORTCUTS[name], mac));
      if (!found) return;
      event.preventDefault();
      if (allowed(found, state) && !event.repeat) RUN[found]();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [state]);
}
