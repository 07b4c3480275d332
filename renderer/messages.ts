/** What went wrong with something that was asked for by a key or from a bar, where no form is there to show it. */
import { create } from 'zustand';
import type { AppError, Result } from '../shared/errors.ts';

export const useMessage = create<{ readonly error: AppError | null }>(() => ({ error: null }));

export const dismiss = (): void => useMessage.setState({ error: null });

/** Shows the error of a result that is one. */
export async function report(asked: Promise<Result<unknown>>): Promise<void> {
  const result = await asked;
  if (!result.ok && result.error.code !== 'stale_context') useMessage.setState({ error: result.error });
}
