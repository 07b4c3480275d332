/** What leaves the customer, in which form, and whether with names. The button says whose it is; afterwards, where the file is. */
import { useState } from 'react';
import { useStore } from 'zustand';
import { permits, ROLES } from '../../../shared/access/roles.ts';
import type { CustomerMark } from '../../../shared/access/customer.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { EXPORT_FORMATS } from '../../../shared/contract/export.ts';
import type { ExportFormat, Exporting, Written } from '../../../shared/contract/export.ts';
import type { View } from '../../../shared/contract/view.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act, useWindowState } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { count } from '../../ui/format.ts';
import { ErrorNotice, Notice } from '../../ui/notice.tsx';
import { isChanged } from './store.ts';
import type { Cases, OpenCase } from './store.ts';

export interface ExportDialogProps {
  readonly cases: Cases;
  readonly mark: CustomerMark;
  readonly role: Role;
  /** The canvas as it stands. */
  readonly view: () => View;
}

export function ExportDialog({ cases, mark, role, view }: ExportDialogProps) {
  const { dialog, open, exported } = useStore(cases);
  if (dialog !== 'export') return null;
  const close = (): void => cases.setState({ dialog: null, exported: exported === 'making' ? exported : null });
  return (
    <Dialog title="Export" open mark={mark} onClose={close}>
      {exported !== null && exported !== 'making' && exported.ok ? (
        <Done written={exported.value} />
      ) : (
        <Form cases={cases} mark={mark} role={role} view={view} open={open?.id ? open : null} />
      )}
    </Dialog>
  );
}

const FORMATS: Readonly<Record<ExportFormat, string>> = {
  pdf: 'PDF: canvas, notes and evidence',
  png: 'PNG: a picture of the canvas',
  svg: 'SVG: a drawing of the canvas',
};

function Form({ cases, mark, role, view, open }: ExportDialogProps & { readonly open: OpenCase | null }) {
  const [what, setWhat] = useState<'canvas' | 'case'>(open ? 'case' : 'canvas');
  const [format, setFormat] = useState<ExportFormat>('pdf');
  const [raw, setRaw] = useState(false);
  const [reason, setReason] = useState('');
  const { exported } = useStore(cases);
  const exporting = useWindowState()?.context?.exporting ?? null;
  // A page that was started anew knows of it from main alone.
  const busy = exported === 'making' || exporting !== null;
  const mayRaw = permits(role, 'graph.exportRaw');
  const ready = !busy && (!raw || reason.trim() !== '');
  const go = async (): Promise<void> => {
    if (!ready) return;
    cases.setState({ exported: 'making' });
    const wanted = {
      what:
        what === 'case' && open
          ? { of: 'case' as const, case: open.id!, version: open.parents[0]! }
          : { of: 'canvas' as const, view: view() },
      format,
    };
    const made = raw ? await act('export.raw', { ...wanted, reason }) : await act('export.redacted', wanted);
    // Where it was closed meanwhile, what came of it is shown all the same.
    cases.setState(({ dialog }) => ({ exported: made, dialog: dialog ?? 'export' }));
  };
  const radio = (
    name: string,
    checked: boolean,
    onChoose: () => void,
    label: string,
    more: { disabled?: boolean; first?: boolean } = {},
  ) => (
    <label className="case-tick" key={label}>
      <input
        type="radio"
        name={name}
        checked={checked}
        disabled={more.disabled}
        onChange={onChoose}
        data-autofocus={more.first ? '' : undefined}
      />
      {label}
    </label>
  );
  return (
    <form
      className="case-form"
      data-export
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      {exported !== null && exported !== 'making' && !exported.ok && <ErrorNotice error={exported.error} />}
      {open && (
        <fieldset className="choices">
          <legend className="ui-field-label">What</legend>
          {radio('what', what === 'case', () => setWhat('case'), 'This case, as it was last saved')}
          {radio('what', what === 'canvas', () => setWhat('canvas'), 'The canvas as it stands')}
          {what === 'case' && isChanged(open) && <p className="small muted">What is not saved yet is not in it.</p>}
        </fieldset>
      )}
      <fieldset className="choices">
        <legend className="ui-field-label">Form</legend>
        {EXPORT_FORMATS.map((one) => radio('format', format === one, () => setFormat(one), FORMATS[one], { first: one === format }))}
      </fieldset>
      <fieldset className="choices">
        <legend className="ui-field-label">Names</legend>
        {radio('names', !raw, () => setRaw(false), 'Pseudonyms for users, hosts, private addresses and arguments')}
        {radio('names', raw, () => setRaw(true), mayRaw ? 'With names' : `With names: needs role ${ROLES.responder.title}`, {
          disabled: !mayRaw,
        })}
        <p className="small muted">Passwords, keys and tokens are always taken out.</p>
      </fieldset>
      {raw && (
        <Field
          label="Reason"
          name="export-reason"
          value={reason}
          maxLength={LIMITS.freeText}
          onValue={setReason}
          hint="The customer reads it."
        />
      )}
      <Button look="main" submit disabled={!ready} data-export-go>
        {busy ? progressOf(exporting) : `Export from ${mark.name}`}
      </Button>
      {busy && (
        <Button onClick={() => void act('export.stop', {})} data-export-stop>
          Stop
        </Button>
      )}
    </form>
  );
}

const progressOf = (exporting: Exporting | null): string => {
  if (!exporting) return 'Beginning…';
  const { phase, done, total } = exporting;
  return `${phase === 'reading' ? 'Reading' : 'Drawing'}… ${count(done)} of ${count(total)}`;
};

const Done = ({ written: { file, bytes, record, sha256, hidden } }: { readonly written: Written }) => (
  <div className="case-form" data-exported={file}>
    <Notice tone="ok">Written, {count(Math.ceil(bytes / 1024))} KB, readable by you alone.</Notice>
    <dl className="export-facts">
      <dt>File</dt>
      <dd className="mono">{file}</dd>
      <dt>Record</dt>
      <dd className="mono">{record}</dd>
      <dt>SHA-256</dt>
      <dd className="mono">{sha256}</dd>
      <dt>Replaced</dt>
      <dd>
        {hidden.users} users, {hidden.hosts} hosts, {hidden.addresses} addresses, {hidden.arguments} arguments; {hidden.secrets} secrets
        taken out
      </dd>
    </dl>
  </div>
);
