/** A menu under a button. */
import { Menu as Base } from '@base-ui/react/menu';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';

export interface MenuEntry {
  readonly label: string;
  readonly onChoose: () => void;
  readonly keys?: string;
  readonly disabled?: boolean;
}

/** `entries`: null draws a line. `children` is the button. */
export function Menu({ entries, children }: { readonly entries: readonly (MenuEntry | null)[]; readonly children: ReactElement }) {
  // In the page's own landmark, and in the dialog where there is one.
  const layer = useRef<HTMLSpanElement>(null);
  return (
    <Base.Root modal>
      <Base.Trigger render={children} />
      <span ref={layer} className="ui-layer" />
      <Base.Portal container={layer}>
        <Base.Positioner className="ui-positioner" positionMethod="fixed" sideOffset={4} align="end">
          <Base.Popup className="ui-pop">
            {entries.map((entry, at) =>
              entry ? (
                <Base.Item key={entry.label} className="ui-option" disabled={entry.disabled ?? false} onClick={entry.onChoose}>
                  {entry.label}
                  {entry.keys && (
                    <span className="ui-option-hint">
                      <Kbd>{entry.keys}</Kbd>
                    </span>
                  )}
                </Base.Item>
              ) : (
                <Base.Separator key={at} className="ui-rule" />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
