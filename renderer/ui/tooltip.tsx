/** A tooltip on one element. It repeats what the element is called; nothing is said by it alone. */
import { Tooltip } from '@base-ui/react/tooltip';
import { useRef } from 'react';
import type { ReactElement } from 'react';

export function Tip({ text, children }: { readonly text: string; readonly children: ReactElement }) {
  // In the page's own landmark, and in the dialog where there is one.
  const layer = useRef<HTMLSpanElement>(null);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <span ref={layer} className="ui-layer" />
      <Tooltip.Portal container={layer}>
        <Tooltip.Positioner className="ui-positioner" positionMethod="fixed" sideOffset={4}>
          <Tooltip.Popup className="ui-tip">{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
