/** The verdict, with its reason: a case is closed with both or not at all. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { VERDICTS } from '../../../shared/contract/cases.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { write } from './store.ts';
import type { Cases } from './store.ts';

export interface CloseDialogProps {
  readonly cases: Cases;
  readonly mark: CustomerMark;
  readonly onSave: () => void;
}

export function CloseDialog({ cases, mark, onSave }: CloseDialogProps) {
  const { dialog, busy } = useStore(cases);
  const close = (): void => cases.setState({ dialog: null });
  if (dialog !== 'close') return null;
  return (
    <Dialog title="Close this case" open mark={mark} onClose={close}>
      <Verdict
        busy={busy !== null}
        onDone={(verdict, reason) => {
          write(cases, { status: { state: 'closed', verdict, reason } });
          close();
          onSave();
        }}
      />
    </Dialog>
  );
}

interface VerdictProps {
  /** It could not be saved now. */
  readonly busy: boolean;
  readonly onDone: (verdict: (typeof VERDICTS)[number], reason: string) => void;
}

function Verdict({ busy, onDone }: VerdictProps) {
  const [verdict, setVerdict] = useState<(typeof VERDICTS)[number] | null>(null);
  const [reason, setReason] = useState('');
  const ready = !busy && verdict !== null && reason.trim() !== '';
  return (
    <form
      className="case-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onDone(verdict, reason.trim());
      }}
    >
      <fieldset className="choices">
        <legend className="ui-field-label">Verdict</legend>
        {VERDICTS.map((one, at) => (
          <label key={one} className="case-tick">
            <input
              type="radio"
              name="verdict"
              value={one}
              checked={verdict === one}
              onChange={() => setVerdict(one)}
              data-autofocus={at === 0 ? '' : undefined}
            />
            {one}
          </label>
        ))}
      </fieldset>
      <Field label="Reason" name="verdict-reason" value={reason} maxLength={LIMITS.freeText} onValue={setReason} />
      <Button look="main" submit disabled={!ready} data-close-go>
        Close and save
      </Button>
    </form>
  );
}
