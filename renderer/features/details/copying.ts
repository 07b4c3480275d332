/** All that is copied out of telemetry is defanged: by the button, and by hand. The window needs no permission for it. */
import { defang } from './defang.ts';

/** Line by line: breaks between lines are ours, those within a value are escaped. */
const defanged = (lines: readonly string[]): string => lines.map(defang).join('\n');

/** Within a person's own gesture. Returns whether it was copied. */
export const copyDefanged = (lines: readonly string[]): boolean => copyText(defanged(lines));

/** For what holds nothing of telemetry: as it is. */
export function copyText(text: string): boolean {
  let done = false;
  const onCopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    done = true;
  };
  document.addEventListener('copy', onCopy, { capture: true, once: true });
  // The Clipboard API would need a permission; no page of the workstation gets any.
  document.execCommand('copy');
  document.removeEventListener('copy', onCopy, { capture: true });
  return done;
}

/** For a copy by hand of what is marked. What a person has written themselves stays as it is. */
export function onCopyByHand(event: { readonly target: EventTarget; readonly clipboardData: DataTransfer; preventDefault(): void }): void {
  if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable="true"]')) return;
  const marked = getSelection()?.toString() ?? '';
  if (marked === '') return;
  event.clipboardData.setData('text/plain', defanged(marked.split('\n')));
  event.preventDefault();
}
