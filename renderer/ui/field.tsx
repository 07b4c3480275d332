/** A labelled input with the place for its error kept. */
import { useId } from 'react';
import type { ComponentProps, Ref } from 'react';

type Rest = Omit<ComponentProps<'input'>, 'className' | 'size' | 'id' | 'onChange' | 'value'>;

export interface FieldProps extends Rest {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly error?: string | null;
  readonly hint?: string;
  readonly large?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

export function Field({ label, value, onValue, error = null, hint = '', large = false, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className="ui-field">
      <label className="ui-field-label" htmlFor={id}>
        {label}
      </label>
      <input
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        className="ui-input"
        data-size={large ? 'large' : undefined}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        aria-invalid={error !== null}
        aria-describedby={`${id}-note`}
      />
      <p id={`${id}-note`} className="ui-field-note" data-error={error === null ? undefined : ''}>
        {error ?? hint}
      </p>
    </div>
  );
}
