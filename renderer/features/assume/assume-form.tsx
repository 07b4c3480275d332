/** Role, ticket and reason: what is said before one acts for a customer. Enter opens it here, Ctrl+Enter in a new window. */
import { useRef, useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { ROLES } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import type { FloorRow } from '../../../shared/contract/floor.ts';
import type { AppError } from '../../../shared/errors.ts';
import { act } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { escapeText } from '../../ui/escape.ts';
import { Field } from '../../ui/field.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { isKey } from '../../ui/keys.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { Text } from '../../ui/text.tsx';
import { check } from './check.ts';
import './assume.css';

export interface AssumeFormProps {
  readonly row: FloorRow;
  readonly onAssumed?: () => void;
  readonly autofocus?: boolean;
  /** The first field that still wants something. */
  readonly firstRef?: Ref<HTMLInputElement>;
}

export function AssumeForm({ row, onAssumed, autofocus = false, firstRef }: AssumeFormProps) {
  const [role, setRole] = useState<Role>(row.roles[0] ?? 'observer');
  const [ticket, setTicket] = useState(row.lastTicket ?? '');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const problems = check({ ticket, reason });
  const ticketFirst = row.lastTicket === null;

  const assume = (window: 'here' | 'new'): void => {
    if (busy) return;
    setTried(true);
    const wrong = Object.keys(problems)[0];
    if (wrong !== undefined) return form.current?.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
    setBusy(true);
    setError(null);
    void act('context.assume', { grant: row.grant, role, reason, ticket, window }).then((result) => {
      setBusy(false);
      if (result.ok) onAssumed?.();
      else if (result.error.code !== 'stale_context') setError(result.error);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isKey(event, 'Ctrl+Enter', navigator.userAgent.includes('Mac'))) return;
    event.preventDefault();
    assume('new');
  };

  return (
    <form
      ref={form}
      className="assume"
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        assume('here');
      }}
    >
      <p className="assume-name cut">
        <Text>{row.mark.name}</Text>
      </p>
      <div className="assume-pair">
        <Select label="Role" value={role} choices={row.roles.map((value) => ({ value, label: ROLES[value].title }))} onValue={setRole} />
        <Field
          label="Ticket"
          name="ticket"
          value={ticket}
          onValue={setTicket}
          error={tried ? (problems.ticket ?? null) : null}
          hint={ticketFirst ? '' : 'Your last ticket there'}
          {...(ticketFirst && firstRef ? { ref: firstRef } : {})}
          data-autofocus={autofocus && ticketFirst ? '' : undefined}
        />
      </div>
      <Field
        label="Reason"
        name="reason"
        value={reason}
        onValue={setReason}
        error={tried ? (problems.reason ?? null) : null}
        hint="The customer reads it."
        {...(!ticketFirst && firstRef ? { ref: firstRef } : {})}
        data-autofocus={autofocus && !ticketFirst ? '' : undefined}
      />
      <div className="assume-error">{error && <ErrorNotice error={error} />}</div>
      <div className="assume-does">
        <Button onClick={() => assume('new')} disabled={busy}>
          In a new window <Kbd>Ctrl+Enter</Kbd>
        </Button>
        <Button look="main" submit disabled={busy}>
          <span className="cut">Act for {escapeText(row.mark.name)}</span>
        </Button>
      </div>
    </form>
  );
}
