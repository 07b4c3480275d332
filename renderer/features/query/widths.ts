/** How wide the columns of an answer are beside each other. */
import type { CellValue, QueryReply } from '../../../shared/contract/graph.ts';

/** Rows that are looked at. */
const FIRST = 100;
/** Characters: one column is never less wide than a quarter of another. */
const [LEAST, MOST] = [30, 120];
/** Of a record, whose name is beside its mark. */
const RECORD = 24;

/** Of each column, in characters: what the longest of its first values takes. */
export const widthsOf = ({ columns, rows }: Pick<QueryReply, 'columns' | 'rows'>): number[] =>
  columns.map((name, at) => {
    const longest = Math.max(name.length, ...rows.slice(0, FIRST).map((row) => lengthOf(row[at] ?? null)));
    return Math.min(MOST, Math.max(LEAST, longest));
  });

function lengthOf(value: CellValue): number {
  if (value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item: CellValue) => sum + lengthOf(item), 0);
  if (typeof value !== 'object') return String(value).length;
  return 'path' in value ? value.path.length * RECORD : RECORD;
}
