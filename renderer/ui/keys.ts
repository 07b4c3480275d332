/** Keys by the names of the design: `Ctrl+Shift+L`, `/`, `F6`. `Ctrl` is ⌘ on macOS. */

export const IS_MAC = navigator.userAgent.includes('Mac');

export interface KeyLike {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Whether the event is this combination and no other. Letters don't mind their case. */
export function isKey(event: KeyLike, combination: string, mac: boolean): boolean {
  const parts = combination === '+' ? [] : combination.split('+');
  const key = combination === '+' ? '+' : (parts.pop() ?? '');
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    command === parts.includes('Ctrl') &&
    !other &&
    event.shiftKey === parts.includes('Shift') &&
    event.altKey === parts.includes('Alt')
  );
}

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' };

export const keyName = (combination: string, mac: boolean): string =>
  (mac ? combination.replace('Ctrl+', '⌘').replace('Shift+', '⇧') : combination).replace(/Arrow\w+|Escape/, (key) => ARROWS[key] ?? key);
