/** The acting-as sentence on one line: where it is too long, the names are cut before the role is. Its title has it whole. */
import { escapeText } from './escape.ts';
import { Text } from './text.tsx';

export function Sentence({ children }: { readonly children: string }) {
  const role = children.lastIndexOf(', with role ');
  const at = role < 0 ? children.length : role;
  return (
    <span className="ui-sentence" title={escapeText(children)}>
      <span className="cut">
        <Text>{children.slice(0, at)}</Text>
      </span>
      <span className="cut">
        <Text>{children.slice(at)}</Text>
      </span>
    </span>
  );
}
