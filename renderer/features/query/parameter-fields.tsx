/** A field for each parameter of the question. */
import { LIMITS } from '../../../shared/limits.ts';
import { typeOf } from './values.ts';

export interface ParameterFieldsProps {
  readonly names: readonly string[];
  readonly written: Readonly<Record<string, string>>;
  readonly missing: string | null;
  readonly onWrite: (name: string, value: string) => void;
  readonly onAsk: () => void;
}

export function ParameterFields({ names, written, missing, onWrite, onAsk }: ParameterFieldsProps) {
  return (
    <div className="query-parameters" role="group" aria-label="Parameters">
      {names.map((name) => (
        <label key={name} className="query-parameter">
          <span className="mono">${name}</span>
          <input
            className="ui-input mono"
            data-parameter={name}
            autoComplete="off"
            spellCheck={false}
            maxLength={LIMITS.propValue}
            placeholder="value"
            value={written[name] ?? ''}
            aria-invalid={missing === name}
            onChange={(event) => onWrite(name, event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              onAsk();
            }}
          />
          <span className="small muted">{typeOf(written[name] ?? '')}</span>
        </label>
      ))}
    </div>
  );
}
