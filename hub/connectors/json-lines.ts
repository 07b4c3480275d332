/** A connector for a format of one JSON object a line in which each line stands for itself. */
import { lineByLine } from '../ingest/connector.ts';
import type { Connector, LineResult } from '../ingest/connector.ts';
import { parseObject } from './fields.ts';
import type { Fields } from './fields.ts';

export interface JsonFormat {
  readonly name: string;
  readonly reads: string;
  /** Whether an object is surely of this format. */
  is(line: Fields): boolean;
  read(line: Fields): LineResult;
}

export const countObjects = (lines: readonly string[], is: (line: Fields) => boolean): number =>
  lines.filter((line) => {
    const fields = parseObject(line);
    return fields !== null && is(fields);
  }).length;

export const jsonLines = ({ name, reads, is, read }: JsonFormat): Connector => ({
  name,
  reads,
  fits: (lines) => countObjects(lines, is),
  open: lineByLine((line) => {
    const fields = parseObject(line);
    return fields ? read(fields) : { malformed: 'not a JSON object' };
  }),
});
