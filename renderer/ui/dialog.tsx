/** A modal dialog. Esc and the cross close it; focus begins at what carries `data-autofocus` and goes back to where it was. `mark`: the customer whose window this is. */
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef } from 'react';
import type { ReactNode } from 'react';
import type { CustomerMark } from '../../shared/access/customer.ts';
import { Swatch } from './swatch.tsx';

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly mark?: CustomerMark | null;
  readonly size?: 'normal' | 'wide';
  /** Focus goes back to where it was, unless its opener sees to that. */
  readonly givesBack?: boolean;
  readonly children: ReactNode;
}

export function Dialog({ title, open, onClose, mark = null, size = 'normal', givesBack = true, children }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="ui-shade" />
        <Base.Popup
          ref={popup}
          className="ui-dialog"
          data-size={size}
          finalFocus={givesBack}
          initialFocus={() => popup.current?.querySelector<HTMLElement>('[data-autofocus]') ?? true}
        >
          <header className="ui-dialog-head">
            {mark && <Swatch mark={mark} />}
            <Base.Title className="cut">{title}</Base.Title>
            <Base.Close className="ui-button" data-look="quiet" data-icon="" aria-label="Close">
              <X size={16} />
            </Base.Close>
          </header>
          <div className="ui-dialog-body">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
