/** A key as it is called on this keyboard: `Ctrl` is ⌘ on macOS. */
import { keyName } from './keys.ts';

export function Kbd({ children }: { readonly children: string }) {
  return <kbd className="ui-kbd">{keyName(children, navigator.userAgent.includes('Mac'))}</kbd>;
}
