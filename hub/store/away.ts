/** Whether it is the database that is away (killed, starting again, failing over): whoever asked is told to come again. */
import { appError, errorOf } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';

/** What a workstation takes for a hub that is away for a moment. */
const DATABASE_AWAY = appError('hub_unreachable', { text: 'The hub waits for its database.', next: 'Try again in a moment.' });

/** Of sockets; and of PostgreSQL: it shuts down, crashed, can't be connected to yet. All of class 08 are lost connections, too. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  '57P01',
  '57P02',
  '57P03',
]);
/** What pg says without a code. */
const WORDS = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return CODES.has(code) || code.startsWith('08');
  return WORDS.test(error.message) || isAway(error.cause);
}

/** What was thrown at the hub, as it is answered. */
export const failureOf = (error: unknown): AppError => (isAway(error) ? DATABASE_AWAY : errorOf(error));
