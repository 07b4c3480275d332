/**
 * The acting-as sentence on one line. Where it is too long, names are cut before the role is; with `keep`, who acts before the
 * customer is. Its title has it whole.
 */
import { escapeText } from './escape.ts';
import { Text } from './text.tsx';

export function Sentence({ children, keep }: { readonly children: string; readonly keep?: 'customer' }) {
  const role = children.lastIndexOf(', with role ');
  const end = role < 0 ? children.length : role;
  const customer = keep ? Math.max(0, children.lastIndexOf('[', end)) : end;
  return (
    <span className="ui-sentence" title={escapeText(children)}>
      {[children.slice(0, customer), children.slice(customer, end), children.slice(end)].map(
        (part, at) =>
          part !== '' && (
            <span className="cut" key={at}>
              <Text>{part}</Text>
            </span>
          ),
      )}
    </span>
  );
}
