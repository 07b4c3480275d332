/**
 * What every screen stands in. With a customer: the band and a 4 px frame in that customer's colour and pattern; then
 * the screen, what must be said over it, and the status bar. Nothing here changes its height.
 */
import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { escapeText } from '../../ui/escape.ts';
import type { WindowState } from '../../../shared/contract/state.ts';
import { ROLES } from '../../../shared/access/roles.ts';
import { Announcer, announce } from '../../ui/announce.tsx';
import { fillOf, patternOf } from '../../ui/customer.ts';
import { explain } from '../../messages.ts';
import { useProvided } from '../../verb.ts';
import { MyActions } from '../audit/my-actions.tsx';
import { Palette } from '../palette/index.tsx';
import { KeyList } from '../palette/key-list.tsx';
import { Status } from '../status/index.tsx';
import { Band } from './band.tsx';
import { Bar } from './bar.tsx';
import { Notices } from './notices.tsx';
import { useVerbKeys } from './use-verb-keys.ts';
import { windowVerbs } from './window-verbs.ts';
import type { WindowVerbs } from './window-verbs.ts';
import './frame.css';

export function Frame({ state, children }: { readonly state: WindowState; readonly children: ReactNode }) {
  const { context, person, screen } = state;
  const [open, setOpen] = useState<'palette' | 'keys' | 'actions' | null>(null);
  const verbs = useWindowVerbs(state, setOpen);
  const mark = context?.mark ?? null;
  const close = (): void => setOpen(null);
  useVerbKeys();
  const focused = useFocused(context ? escapeText(context.sentence) : null);
  useTitle(context ? `${context.mark.name} · ${ROLES[context.role].title} — Netgraph` : 'Netgraph');
  return (
    <div
      className={context ? 'frame ui-pattern' : 'frame'}
      data-screen={screen}
      data-pattern={context ? patternOf(context.mark) : undefined}
      style={context ? fillOf(context.mark) : undefined}
    >
      <div className="frame-inside">
        {context && person && <Band context={context} verbs={verbs} />}
        {!context && person && screen !== 'switcher' && <Bar person={person} verbs={verbs} />}
        <main className="frame-content" data-dim={focused ? undefined : ''}>
          {children}
        </main>
        <Notices state={state} />
        <Status state={state} />
        <Announcer />
        {person && <MyActions mark={mark} open={open === 'actions'} onClose={close} />}
        <Palette mark={mark} open={open === 'palette'} onClose={close} />
        <KeyList mark={mark} open={open === 'keys'} onClose={close} />
      </div>
    </div>
  );
}

/** The same verbs until something changes that they depend on. */
function useWindowVerbs(state: WindowState, open: (what: 'palette' | 'keys' | 'actions') => void): WindowVerbs {
  const { person, context, screen, theme } = state;
  const { online } = state.hub;
  const [home, inside] = [person?.home, context !== null];
  const verbs = useMemo(
    () =>
      windowVerbs(
        { person, context, screen, theme, online },
        { onPalette: () => open('palette'), onKeys: () => open('keys'), onActions: () => open('actions') },
      ),
    // Main tells the whole state again and again: of the person and the customer, only this much matters here.
    [home, inside, screen, theme, online, open],
  );
  const part = useMemo(() => ({ title: 'Window', verbs: Object.values(verbs).filter((verb) => verb !== null), explain }), [verbs]);
  useProvided(part);
  return verbs;
}

/** Focusing a window says whose it is. */
function useFocused(sentence: string | null): boolean {
  const [focused, setFocused] = useState(() => document.hasFocus());
  useEffect(() => {
    const onFocus = (): void => {
      setFocused(true);
      if (sentence !== null) announce(sentence);
    };
    const onBlur = (): void => {
      setFocused(false);
      announce('');
    };
    window.addEventListener('focus', onFocus);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('focus', onFocus);
      window.removeEventListener('blur', onBlur);
    };
  }, [sentence]);
  return focused;
}

/** The same title that main gives the window. */
function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
