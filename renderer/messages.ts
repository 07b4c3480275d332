/** What went wrong with something that was asked for by a key or from a bar, where no form is there to show it. */
import { create } from 'zustand';
import { appError } from '../shared/errors.ts';
import type { AppError, Result } from '../shared/errors.ts';

export const useMessage = create<{ readonly error: AppError | null }>(() => ({ error: null }));

export const dismiss = (): void => useMessage.setState({ error: null });

/** Shows the error of a result that is one. */
export async function report(asked: Promise<Result<unknown>>): Promise<void> {
  const result = await asked;
  if (!result.ok && result.error.code !== 'stale_context') useMessage.setState({ error: result.error });
}

/** Shows why a key did nothing. */
export const explain = (why: string): void => useMessage.setState({ error: appError('not_permitted', { text: why, next: '' }) });
