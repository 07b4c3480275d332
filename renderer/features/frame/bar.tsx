/** The band's place where no customer is open. */
import type { WindowState } from '../../../shared/contract/state.ts';
import { Text } from '../../ui/text.tsx';
import { PersonMenu } from './person-menu.tsx';
import type { WindowVerbs } from './window-verbs.ts';

export function Bar({ person, verbs }: { readonly person: NonNullable<WindowState['person']>; readonly verbs: WindowVerbs }) {
  return (
    <header className="band" aria-label="Workstation" data-region="">
      <strong className="band-sentence">Netgraph</strong>
      <span className="muted cut">
        <Text>{person.name}</Text>
      </span>
      <PersonMenu verbs={verbs} />
    </header>
  );
}
