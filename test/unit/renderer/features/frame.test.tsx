import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Band } from '../../../../renderer/features/frame/band.tsx';
import { holdKeystrokes, untilPainted } from '../../../../renderer/features/frame/keystrokes.ts';
import { nextRegion } from '../../../../renderer/features/frame/regions.ts';
import { verbOf } from '../../../../renderer/features/frame/use-verb-keys.ts';
import { windowVerbs } from '../../../../renderer/features/frame/window-verbs.ts';
import type { KeyLike } from '../../../../renderer/ui/keys.ts';
import type { Part, Where } from '../../../../renderer/verb.ts';
import type { ContextState, WindowState } from '../../../../shared/contract/state.ts';

const mssp = { name: 'Ada Marsh', issuer: 'https://idp', home: 'mssp' } as const;
const own = { ...mssp, home: 'customer' } as const;
const context: ContextState = {
  mark: { name: 'Kestrel Energy', monogram: 'KES', colour: 2, pattern: 2 },
  role: 'investigator',
  ticket: 'INC-7',
  sentence: '[MSSP analyst Ada Marsh] acting as [Kestrel Energy, with role investigator]',
  own: false,
  expiresAt: 0,
  leaseUntil: null,
  exporting: null,
  cases: 0,
};

describe('keystrokes', () => {
  let frames: (() => void)[];
  let page: EventTarget;
  let said: boolean;
  const paint = (): void => frames.shift()?.();

  beforeEach(() => {
    frames = [];
    page = new EventTarget();
    vi.stubGlobal('window', page);
    said = false;
    vi.stubGlobal('document', { documentElement: { toggleAttribute: (_name: string, on: boolean) => (said = on) } });
    vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
    vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
  });
  afterEach(() => vi.unstubAllGlobals());

  function press(): { readonly heard: boolean; readonly prevented: boolean } {
    let heard = false;
    const listener = (): void => void (heard = true);
    page.addEventListener('keydown', listener);
    const event = new Event('keydown', { cancelable: true });
    page.dispatchEvent(event);
    page.removeEventListener('keydown', listener);
    return { heard, prevented: event.defaultPrevented };
  }

  it('are dropped until the band is on the screen, at each change of customer', () => {
    holdKeystrokes();
    expect(press()).toEqual({ heard: false, prevented: true });
    untilPainted();
    paint();
    expect(press()).toEqual({ heard: false, prevented: true });
    paint();
    expect(press()).toEqual({ heard: true, prevented: false });
    expect(said).toBe(true);
    untilPainted();
    expect(said).toBe(false);
    expect(press()).toEqual({ heard: false, prevented: true });
  });

  it('stay dropped when the change was overtaken by another', () => {
    holdKeystrokes();
    const giveUp = untilPainted();
    paint();
    giveUp();
    paint();
    expect(press()).toEqual({ heard: false, prevented: true });
  });
});

const NOWHERE = { onPalette: () => undefined, onKeys: () => undefined, onActions: () => undefined };
const verbsOf = (state: Partial<WindowState>) =>
  windowVerbs(
    { person: null, context: null, screen: 'floor', theme: 'system', online: true, ...state } as Parameters<typeof windowVerbs>[0],
    NOWHERE,
  );

it.each<[Partial<WindowState>, boolean, boolean]>([
  [{ person: null, context: null, screen: 'signIn' }, false, false],
  [{ person: mssp, context: null, screen: 'floor' }, true, false],
  [{ person: mssp, context: null, screen: 'switcher' }, false, false],
  [{ person: mssp, context, screen: 'workbench' }, true, true],
  [{ person: own, context, screen: 'audit' }, false, true],
])('a window has the verbs that it allows: %#', (state, pivot, leave) => {
  const { pivot: pivots, leave: leaves, extend, nextRegion: next, signOut } = verbsOf(state);
  expect(pivots !== null).toBe(pivot);
  expect(leaves !== null).toBe(leave);
  expect(extend !== null).toBe(leave);
  expect(signOut !== null).toBe(Boolean(state.person));
  expect(next?.why()).toBeNull();
});

it('a verb that can not be done says why', () => {
  const away = windowVerbs({ person: mssp, context, screen: 'workbench', theme: 'dark', online: false }, NOWHERE);
  expect(away.extend?.why()).toBe('Needs the hub.');
  expect(away.darkTheme?.why()).toBe('It is the present one.');
  expect(away.lightTheme?.why()).toBeNull();
});

describe('a key', () => {
  const part = (verbs: readonly [string, Where][]): Part => ({
    title: 'some',
    explain: () => undefined,
    verbs: verbs.map(([keys, where]) => ({ label: keys, keys: [keys], where, why: () => null, run: () => undefined })),
  });
  const parts = [
    part([
      ['E', 'work'],
      ['+', 'canvas'],
      ['/', 'page'],
      ['Ctrl+Z', 'work'],
    ]),
    part([
      ['Ctrl+K', 'window'],
      ['?', 'page'],
    ]),
  ];
  /** As a browser's event has it: nothing of it is its own property. */
  const press = (key: string, at: readonly Where[], ...held: ('ctrlKey' | 'shiftKey')[]): string | null => {
    const event = Object.create({
      key,
      ctrlKey: held.includes('ctrlKey'),
      shiftKey: held.includes('shiftKey'),
      metaKey: false,
      altKey: false,
    }) as KeyLike;
    return verbOf(parts, event, new Set(at), false)?.verb.label ?? null;
  };

  it('is heard only where its verb is', () => {
    expect(press('e', ['window', 'page', 'work'])).toBe('E');
    expect(press('e', ['window'])).toBeNull();
    expect(press('z', ['window', 'page'], 'ctrlKey')).toBeNull();
    expect(press('k', ['window'], 'ctrlKey')).toBe('Ctrl+K');
    expect(press('k', ['window'])).toBeNull();
  });

  it('is a sign by what it writes, wherever the keyboard has it', () => {
    expect(press('/', ['window', 'page'])).toBe('/');
    expect(press('/', ['window', 'page'], 'shiftKey')).toBe('/');
    expect(press('?', ['window', 'page'], 'shiftKey')).toBe('?');
    expect(press('+', ['window', 'page', 'work', 'canvas'], 'shiftKey')).toBe('+');
    expect(press('E', ['window', 'page', 'work'], 'shiftKey')).toBeNull();
  });
});

it('goes around the regions both ways', () => {
  expect(nextRegion(-1, 3, false)).toBe(0);
  expect(nextRegion(2, 3, false)).toBe(0);
  expect(nextRegion(-1, 3, true)).toBe(2);
  expect(nextRegion(0, 3, true)).toBe(2);
  expect(nextRegion(2, 3, true)).toBe(1);
  expect(nextRegion(-1, 0, false)).toBe(-1);
});

describe('the band', () => {
  const text = (one: ContextState, person: typeof mssp | typeof own): string =>
    renderToStaticMarkup(<Band context={one} verbs={verbsOf({ person, context: one, screen: 'workbench' })} />).replace(/<[^>]*>/g, '');

  it('holds the sentence whole, the ticket and the time left', () => {
    const shown = text({ ...context, expiresAt: Date.now() + 59 * 60_000 }, mssp);
    expect(shown).toContain(context.sentence);
    expect(shown).toContain('Ticket INC-7');
    expect(shown).toMatch(/5[89]:\d\d left/);
  });

  it('shows no ticket to people who act as themselves', () => {
    expect(text({ ...context, own: true, sentence: '[Mara] of [Kestrel Energy, with role lead]', ticket: 'none' }, own)).not.toContain(
      'Ticket',
    );
  });
});
