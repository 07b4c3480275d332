/** The band's place where no customer is open. */
import type { WindowState } from '../../../shared/contract/state.ts';
import { Text } from '../../ui/text.tsx';
import { PersonMenu } from './person-menu.tsx';

export function Bar({ person, onActions }: { readonly person: NonNullable<WindowState['person']>; readonly onActions: () => void }) {
  return (
    <header className="band" aria-label="Workstation" data-region="">
      <strong className="band-sentence">Netgraph</strong>
      <span className="muted cut">
        <Text>{person.name}</Text>
      </span>
      <PersonMenu person={person} onActions={onActions} />
    </header>
  );
}
