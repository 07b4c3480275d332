/** Why a question got no answer, what to do, and, where a plan was refused, the plan with its step marked. */
import type { AppError } from '../../../shared/errors.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';
import type { Fix } from './fix.ts';

export interface RefusalProps {
  readonly error: AppError;
  /** What could stand in its place, or null. */
  readonly fix: Fix | null;
  readonly onFix: () => void;
}

export function Refusal({ error, fix, onFix }: RefusalProps) {
  return (
    <div className="query-refusal">
      <ErrorNotice
        error={error}
        does={
          fix && (
            <Button size="small" onClick={onFix} data-fix>
              <Text>{fix.label}</Text> <Kbd>Ctrl+.</Kbd>
            </Button>
          )
        }
      />
      {error.trace && <Plan steps={error.trace} label="The plan, with the refused step marked" />}
    </div>
  );
}

export function Plan({ steps, label }: { readonly steps: readonly string[]; readonly label: string }) {
  return (
    <ol className="query-plan mono" aria-label={label} tabIndex={0}>
      {steps.map((step, at) => (
        <li key={at} data-refused={step.includes('✗') || undefined}>
          <Text>{step}</Text>
        </li>
      ))}
    </ol>
  );
}
