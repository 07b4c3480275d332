/** Why a question got no answer, what to do, and, where a plan was refused, the plan with its step marked. */
import type { AppError } from '../../../shared/errors.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';

export function Refusal({ error }: { readonly error: AppError }) {
  return (
    <div className="query-refusal">
      <ErrorNotice error={error} />
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
