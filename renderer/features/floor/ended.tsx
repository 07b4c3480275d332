/** Why the customer that was open here is not any more. */
import { ERRORS } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { Notice } from '../../ui/notice.tsx';
import { Text } from '../../ui/text.tsx';

/** What to do next is said, but not where it is to come to the screen that one is on. */
export function Ended({ error }: { readonly error: AppError }) {
  return (
    <Notice tone="warn" urgent>
      <Text>{error.text}</Text> {error.next === ERRORS.grant_ended.next ? null : <span className="muted">{error.next}</span>}
    </Notice>
  );
}
