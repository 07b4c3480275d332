/** What could be written in the place of an error. Offered only when the query is understood with it, or at least farther than before. */
import type { AppError } from '../../../shared/errors.ts';
import { parseQuery } from '../../../shared/query/parse/index.ts';

export interface Fix {
  readonly label: string;
  /** The whole query, put right. */
  readonly text: string;
}

/** An error's `next` names the words in the closed list's own way: "Write host." */
function proposed(query: string, { next, place }: AppError): { readonly label: string; readonly words: string } | null {
  if (next === 'Remove it.') return { label: 'Remove it', words: '' };
  if (next === 'Join the patterns with a comma.') return { label: 'Write a comma', words: ',' };
  if (next === 'Add the closing quote.')
    return { label: 'Close the text', words: query.slice(place?.offset) + query.charAt(place?.offset ?? 0) };
  const words = /^Write ([^]+)\.$/.exec(next)?.[1];
  return words === undefined ? null : { label: `Write ${words}`, words };
}

export function fixOf(query: string, error: AppError): Fix | null {
  const { place } = error;
  const found = proposed(query, error);
  if (!place || !found) return null;
  const end = found.label === 'Close the text' ? query.length : place.offset + place.length;
  const text = query.slice(0, place.offset) + found.words + query.slice(end);
  if (text === query) return null;
  const again = parseQuery(text);
  const farther = again.ok || (again.error.place?.offset ?? 0) > place.offset;
  return farther ? { label: found.label, text } : null;
}
