import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Band } from '../../../../renderer/features/frame/band.tsx';
import { holdKeystrokes, untilPainted } from '../../../../renderer/features/frame/keystrokes.ts';
import { nextRegion } from '../../../../renderer/features/frame/regions.ts';
import { allowed } from '../../../../renderer/features/frame/use-shortcuts.ts';
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

it.each<[Partial<WindowState>, boolean, boolean]>([
  [{ person: null, context: null, screen: 'signIn' }, false, false],
  [{ person: mssp, context: null, screen: 'floor' }, true, false],
  [{ person: mssp, context: null, screen: 'switcher' }, false, false],
  [{ person: mssp, context, screen: 'workbench' }, true, true],
  [{ person: own, context, screen: 'audit' }, false, true],
])('keys do what the window allows: %#', (state, pivot, leave) => {
  const window = state as WindowState;
  expect(allowed('pivot', window)).toBe(pivot);
  expect(allowed('leave', window)).toBe(leave);
  expect(allowed('extend', window)).toBe(leave);
  expect(allowed('nextRegion', window)).toBe(true);
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
    renderToStaticMarkup(<Band context={one} person={person} onActions={() => undefined} />).replace(/<[^>]*>/g, '');

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
