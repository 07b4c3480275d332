/** A key as it is called on this keyboard: `Ctrl` is ⌘ on macOS. */
import { IS_MAC, keyName } from './keys.ts';

export function Kbd({ children }: { readonly children: string }) {
  return <kbd className="ui-kbd">{keyName(children, IS_MAC)}</kbd>;
}
