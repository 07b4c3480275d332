/** The table of Zeek's TSV: what its header lines say about the rows below them, until the next header. */
import type { Fields } from './fields.ts';

export interface Table {
  readonly separator: string;
  readonly set: string;
  readonly empty: string;
  readonly unset: string;
  readonly path: string;
  /** Names of the columns; none before `#fields`. */
  readonly names: readonly string[];
  /** Which columns hold several values. */
  readonly many: readonly boolean[];
}

export const noTable: Table = Object.freeze({ separator: '\t', set: ',', empty: '(empty)', unset: '-', path: '', names: [], many: [] });

const COLUMNS = 200;

export const isHeader = (line: string): boolean => line.startsWith('#');

/** The table after this line. `#separator` begins a new one: what an earlier file's header said is gone. */
export function headed(table: Table, line: string): Table {
  if (!isHeader(line)) return table;
  const space = /^#separator (.+)$/.exec(line);
  if (space) return { ...noTable, separator: unescape(space[1]!) };
  const [name, ...values] = line.slice(1).split(table.separator, COLUMNS + 1);
  const value = values[0] ?? '';
  switch (name) {
    case 'set_separator':
      return { ...table, set: unescape(value) };
    case 'empty_field':
      return { ...table, empty: value };
    case 'unset_field':
      return { ...table, unset: value };
    case 'path':
      return { ...table, path: value, names: [], many: [] };
    case 'fields':
      return { ...table, names: values, many: [] };
    case 'types':
      return { ...table, many: values.map((type) => /^(?:set|vector)\[/.test(type)) };
    default:
      return table;
  }
}

/** The row as JSON would have it; null when its columns are not those of the header. */
export function columnsOf({ separator, set, empty, unset, path, names, many }: Table, line: string): Fields | null {
  const values = line.split(separator, COLUMNS + 1);
  if (values.length !== names.length || names.length > COLUMNS) return null;
  const row: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  row['_path'] = path;
  for (const [at, name] of names.entries()) {
    const value = values[at]!;
    if (value === unset) continue;
    if (many[at]) row[name] = value === empty ? [] : value.split(set).map(unescape);
    else row[name] = value === empty ? '' : unescape(value);
  }
  return row;
}

/** Zeek writes bytes that would break its table as `\x09`. */
const unescape = (text: string): string =>
  text.includes('\\x') ? text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) : text;
