/** What went wrong in the store, as a person reads it. No content, no path and no key is ever part of it. */
import { AppFailure, appError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';

/** A segment that does not check out. `reason` is one of our own sentences, without content. */
export const badSegment = (reason: string): AppError =>
  appError('hub_refused', {
    text: `The hub sent something that does not check out (${reason}); the slice is as it was.`,
    next: 'Sync again; if it stays, ask your lead.',
  });

const DAMAGE = /^SQLITE_(?:CORRUPT|NOTADB)/;
const DISK = /^SQLITE_(?:FULL|IOERR|CANTOPEN)|^E(?:NOSPC|IO|DQUOT|ROFS|MFILE|ACCES|PERM)$/;

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
export const isDamage = (error: unknown): boolean => DAMAGE.test(codeOf(error));
export const isDiskFault = (error: unknown): boolean => DISK.test(codeOf(error));

export function storeError(error: unknown): AppError {
  if (error instanceof AppFailure) return error.error;
  if (isDamage(error)) return appError('slice_damaged');
  if (isDiskFault(error)) {
    return appError('internal', { text: 'The disk is full or fails; the slice is as it was.', next: 'Free disk space, then sync again.' });
  }
  return appError('internal');
}
