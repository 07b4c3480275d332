/**
 * Zeek logs: JSON with literal dotted names (`id.orig_h`), with underscores (`id_orig_h`) or nested, and TSV with its headers,
 * which come again wherever files were joined. The stream is `_path` or `@stream`, in TSV the header's `#path`.
 */
import type { Connector, LineReader, LineResult } from '../ingest/connector.ts';
import { asFields, firstText, parseObject, textOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { newSighting } from './sighting.ts';
import { epochTime, timeOf } from './times.ts';
import { columnsOf, headed, isHeader, noTable } from './zeek-table.ts';
import type { Table } from './zeek-table.ts';
import { STREAMS, connection } from './zeek-streams.ts';

const streamOf = (line: Fields): string => firstText(line, '_path', '@stream');

/** Zeek names its stream, its moment, and a connection by `uid` or else what the stream is about. */
const isZeek = (line: Fields): boolean => /^[a-z][a-z0-9_]*$/.test(streamOf(line)) && Object.hasOwn(line, 'ts');

export const zeek: Connector = {
  name: 'zeek',
  reads: 'Zeek logs, JSON and TSV',
  fits(lines) {
    let table = noTable;
    return lines.filter((line) => {
      const before = table;
      table = headed(table, line);
      if (isHeader(line)) return table !== before;
      const fields = line.startsWith('{') ? parseObject(line) : table.names.length > 0 ? columnsOf(table, line) : null;
      return fields !== null && isZeek(fields);
    }).length;
  },
  open(): LineReader {
    let table = noTable;
    return {
      read(line) {
        if (line.startsWith('{')) {
          const fields = parseObject(line);
          return fields ? readLog(flat(fields)) : { malformed: 'not a JSON object' };
        }
        table = headed(table, line);
        if (isHeader(line)) return { nothing: 'header' };
        if (table.names.length === 0) return { malformed: 'no header before it' };
        const fields = columnsOf(table, line);
        return fields ? readLog(fields) : { malformed: 'not as many columns as its header' };
      },
      pass: (line) => void (table = headed(table, line)),
      state: () => stateOf(table),
    };
  },
};

const stateOf = (table: Table): string => (table === noTable ? '' : JSON.stringify(table));

/** `id.orig_h` whichever way it is written. */
function flat(line: Fields): Fields {
  const id = Object.hasOwn(line, 'id') ? asFields(line.id) : null;
  const ends: Record<string, unknown> = {};
  for (const name of ['orig_h', 'orig_p', 'resp_h', 'resp_p']) {
    if (id && Object.hasOwn(id, name)) ends[`id.${name}`] = id[name];
    else if (Object.hasOwn(line, `id_${name}`)) ends[`id.${name}`] = line[`id_${name}`];
  }
  return { ...line, ...ends };
}

function readLog(line: Fields): LineResult {
  const stream = streamOf(line);
  if (stream === '') return { malformed: 'not a line of this format' };
  const text = textOf(line, 'ts');
  const time = epochTime(text) ?? timeOf(text);
  const read = STREAMS.has(stream) ? STREAMS.get(stream) : Object.hasOwn(line, 'id.orig_h') ? connection : null;
  if (!read) return { nothing: 'other event' };
  if (time === null) return { malformed: 'no usable time' };
  const sighting = newSighting();
  read(line, sighting);
  return sighting.joined(time);
}
