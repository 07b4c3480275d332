/** The verbs of the window itself, whatever it shows. Null: there is no such thing in a window like this. */
import { THEMES } from '../../../shared/contract/device.ts';
import type { Theme } from '../../../shared/contract/device.ts';
import type { WindowState } from '../../../shared/contract/state.ts';
import { act } from '../../api.ts';
import { beforeLeaving } from '../../leaving.ts';
import { report } from '../../messages.ts';
import { always } from '../../verb.ts';
import type { Verb } from '../../verb.ts';
import { goToRegion } from './regions.ts';

type Name =
  | 'palette'
  | 'keys'
  | 'pivot'
  | 'extend'
  | 'leave'
  | 'actions'
  | 'another'
  | 'signOut'
  | 'close'
  | 'nextRegion'
  | 'lastRegion'
  | `${Theme}Theme`;
export type WindowVerbs = Readonly<Record<Name, Verb | null>>;

/** What of the state these verbs depend on. */
export type Standing = Pick<WindowState, 'person' | 'context' | 'screen' | 'theme'> & { readonly online: boolean };

export interface Opens {
  readonly onPalette: () => void;
  readonly onKeys: () => void;
  readonly onActions: () => void;
}

const NAMES: Readonly<Record<Theme, string>> = { system: 'Theme of the system', dark: 'Dark theme', light: 'Light theme' };

export function windowVerbs({ person, context, screen, theme, online }: Standing, { onPalette, onKeys, onActions }: Opens): WindowVerbs {
  const verb = (label: string, run: () => void, keys: readonly string[] = [], why: Verb['why'] = always): Verb => ({
    label,
    keys,
    where: 'window',
    why,
    run,
  });
  const leaving = (ask: () => Promise<unknown>) => (): void => void report(beforeLeaving(ask as () => ReturnType<typeof act>));
  const someone = <T>(made: T): T | null => (person ? made : null);
  const inside = <T>(made: T): T | null => (context ? made : null);
  const themes = Object.fromEntries(
    THEMES.map((name) => [
      `${name}Theme`,
      verb(
        NAMES[name],
        () => void report(act('device.theme', { theme: name })),
        [],
        () => (name === theme ? 'It is the present one.' : null),
      ),
    ]),
  ) as Record<`${Theme}Theme`, Verb>;
  return {
    palette: verb('Find what to do', onPalette, ['Ctrl+K']),
    keys: { ...verb('All keys', onKeys, ['?']), where: 'page' },
    pivot:
      person?.home === 'mssp' && screen !== 'switcher'
        ? verb(
            'Switch customer',
            leaving(() => act('window.switcher', {})),
            ['Ctrl+P'],
          )
        : null,
    extend: inside(
      verb(
        'Extend',
        () => void report(act('context.extend', {})),
        ['Ctrl+Shift+X'],
        () => (online ? null : 'Needs the hub.'),
      ),
    ),
    leave: inside(
      verb(
        'Leave',
        leaving(() => act('context.leave', {})),
        ['Ctrl+Shift+L'],
      ),
    ),
    actions: someone(verb('My actions', onActions)),
    another: someone(verb('Sign in another person', () => void report(act('window.signIn', {})))),
    signOut: someone(
      verb(
        'Sign out',
        leaving(() => act('identity.signOut', {})),
      ),
    ),
    close: verb(
      'Close window',
      leaving(() => act('window.close', {})),
    ),
    nextRegion: verb('Next region', () => goToRegion(false), ['F6']),
    lastRegion: verb('Region before', () => goToRegion(true), ['Shift+F6']),
    ...themes,
  };
}
