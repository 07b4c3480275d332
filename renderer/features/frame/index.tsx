/**
 * What every screen stands in. With a customer: the band and a 4 px frame in that customer's colour and pattern; then
 * the screen, what must be said over it, and the status bar. Nothing here changes its height.
 */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { escapeText } from '../../ui/escape.ts';
import type { WindowState } from '../../../shared/contract/state.ts';
import { ROLES } from '../../../shared/access/roles.ts';
import { Announcer, announce } from '../../ui/announce.tsx';
import { fillOf, patternOf } from '../../ui/customer.ts';
import { MyActions } from '../audit/my-actions.tsx';
import { Status } from '../status/index.tsx';
import { Band } from './band.tsx';
import { Bar } from './bar.tsx';
import { Notices } from './notices.tsx';
import './frame.css';

export function Frame({ state, children }: { readonly state: WindowState; readonly children: ReactNode }) {
  const { context, person, screen } = state;
  const [actionsOpen, showActions] = useState(false);
  const focused = useFocused(context ? escapeText(context.sentence) : null);
  useTitle(context ? `${context.mark.name} · ${ROLES[context.role].title} — Netgraph` : 'Netgraph');
  const onActions = (): void => showActions(true);
  return (
    <div
      className={context ? 'frame ui-pattern' : 'frame'}
      data-screen={screen}
      data-pattern={context ? patternOf(context.mark) : undefined}
      style={context ? fillOf(context.mark) : undefined}
    >
      <div className="frame-inside">
        {context && person && <Band context={context} person={person} onActions={onActions} />}
        {!context && person && screen !== 'switcher' && <Bar person={person} onActions={onActions} />}
        <main className="frame-content" data-dim={focused ? undefined : ''}>
          {children}
        </main>
        <Notices state={state} />
        <Status state={state} />
        <Announcer />
        {person && <MyActions mark={context?.mark ?? null} open={actionsOpen} onClose={() => showActions(false)} />}
      </div>
    </div>
  );
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
