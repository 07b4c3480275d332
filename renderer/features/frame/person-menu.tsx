/** What a signed-in person can do with the window itself: the window's own verbs, as a menu. */
import { Ellipsis } from 'lucide-react';
import { Menu } from '../../ui/menu.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import type { Verb } from '../../verb.ts';
import type { WindowVerbs } from './window-verbs.ts';

const entry = ({ label, keys, why, run }: Verb): MenuEntry => ({
  label,
  onChoose: run,
  disabled: why() !== null,
  ...(keys?.[0] && { keys: keys[0] }),
});
const entries = (verbs: readonly (Verb | null)[]): MenuEntry[] => verbs.flatMap((verb) => (verb ? [entry(verb)] : []));

export function PersonMenu({ verbs }: { readonly verbs: WindowVerbs }) {
  const { palette, keys, pivot, actions, systemTheme, darkTheme, lightTheme, another, signOut, close } = verbs;
  return (
    <Menu
      entries={[
        ...entries([pivot, palette, actions, keys]),
        null,
        ...entries([systemTheme, darkTheme, lightTheme]),
        null,
        ...entries([another, signOut, close]),
      ]}
    >
      <button type="button" className="ui-button" data-look="quiet" data-size="small" data-icon="" aria-label="Menu">
        <Ellipsis size={16} aria-hidden />
      </button>
    </Menu>
  );
}
