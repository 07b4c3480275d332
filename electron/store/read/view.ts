/** The canvas as it was left, kept in the customer's own file and nowhere else. */
import { viewSchema } from '../../../shared/contract/view.ts';
import type { View } from '../../../shared/contract/view.ts';
import type { SliceFile } from './slice-file.ts';

export function saveView({ writer }: SliceFile, view: View, ordinal: number): void {
  writer.command('INSERT INTO view (one, data, tenant) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET data = excluded.data')(
    JSON.stringify(view),
    ordinal,
  );
}

/** The saved view as JSON text, or null. */
export const viewText = ({ reader }: SliceFile): string | null =>
  (reader.query('SELECT data FROM view').get()?.[0] as string | undefined) ?? null;

/** Null when there is none, or when it was saved in a form that is no longer known. */
export function loadView(open: SliceFile): View | null {
  const text = viewText(open);
  const parsed = text === null ? null : viewSchema.safeParse(JSON.parse(text));
  return parsed?.success ? parsed.data : null;
}
