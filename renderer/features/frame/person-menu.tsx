/** What a signed-in person can do with the window itself. */
import { Ellipsis } from 'lucide-react';
import type { WindowState } from '../../../shared/contract/state.ts';
import { act } from '../../api.ts';
import { beforeLeaving } from '../../leaving.ts';
import { report } from '../../messages.ts';
import { Menu } from '../../ui/menu.tsx';
import { SHORTCUTS } from './use-shortcuts.ts';

export interface PersonMenuProps {
  readonly person: NonNullable<WindowState['person']>;
  readonly onActions: () => void;
}

export function PersonMenu({ person, onActions }: PersonMenuProps) {
  const pivot =
    person.home === 'mssp'
      ? [{ label: 'Switch customer', keys: SHORTCUTS.pivot, onChoose: () => void report(beforeLeaving(() => act('window.switcher', {}))) }]
      : [];
  return (
    <Menu
      entries={[
        ...pivot,
        { label: 'My actions', onChoose: onActions },
        null,
        { label: 'Sign in another person', onChoose: () => void report(act('window.signIn', {})) },
        { label: 'Sign out', onChoose: () => void report(beforeLeaving(() => act('identity.signOut', {}))) },
        { label: 'Close window', onChoose: () => void report(beforeLeaving(() => act('window.close', {}))) },
      ]}
    >
      <button type="button" className="ui-button" data-look="quiet" data-size="small" data-icon="" aria-label="Menu">
        <Ellipsis size={16} aria-hidden />
      </button>
    </Menu>
  );
}
