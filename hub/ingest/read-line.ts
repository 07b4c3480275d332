/** One line through a reader, whatever the line is: what every format has in common is decided here. */
import type { LineReader, LineResult } from './connector.ts';
import { LINE_LENGTH } from './lines.ts';

const BLANK: LineResult = { nothing: 'blank' };
const TOO_LONG: LineResult = { malformed: 'the line is too long' };

export const readLine = (reader: LineReader, line: string): LineResult =>
  line.trim() === '' ? BLANK : line.length > LINE_LENGTH ? TOO_LONG : reader.read(line);
