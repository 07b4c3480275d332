/** The one way out to the person's own browser. Only for sign-in: https, or http on this very machine. */
import { fail, ok, type Result } from '../../shared/errors.ts';
import { shell } from '../platform.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

export function mayOpen(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

/** Resolves when the browser has been asked; never throws. */
export async function openExternal(address: string): Promise<Result<null>> {
  if (!mayOpen(address)) return fail('bad_input', { text: 'That address may not be opened.' });
  try {
    await shell.openExternal(new URL(address).href);
    return ok(null);
  } catch {
    return fail('internal', { text: 'The system browser could not be opened.', next: 'Set a default browser, then try again.' });
  }
}
