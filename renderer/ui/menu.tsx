/** A menu under a button. */
import { Menu as Base } from '@base-ui/react/menu';
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
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end">
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
