/** What went wrong half-way, in words for a person. Never a statement or a value of the database. */
import { TOO_MANY_CONNECTIONS } from '../store/sql-state.ts';

const GONE: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '08006', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);

export function wordsOf(error: unknown): string {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (GONE.has(code) || /^Connection terminated/.test(message)) return 'The database went away: its hub or server was stopped.';
  if (code === TOO_MANY_CONNECTIONS) return 'Too many runs for this customer at once: wait until one of them has ended.';
  // Errors of the database have a code of five characters, and their messages may name values.
  return /^[0-9A-Z]{5}$/.test(code) ? `The database refused (${code}).` : message || String(error);
}
