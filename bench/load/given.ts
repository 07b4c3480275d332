/** What the hub refused becomes an error that carries its code. */
import { AppFailure } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';

export function given<T>(result: Result<T>): T {
  if (!result.ok) throw new AppFailure(result.error.code);
  return result.value;
}
