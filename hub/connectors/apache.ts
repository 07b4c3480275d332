/** Access logs of Apache and nginx. They name the server only in the form with the virtual host in front: without it there is nobody to join the client to. */
import { lineByLine } from '../ingest/connector.ts';
import type { Connector, LineResult } from '../ingest/connector.ts';
import { wholeNumber } from './fields.ts';
import { addressName } from './names.ts';
import { addAddress, addVisit } from './network.ts';
import { newSighting } from './sighting.ts';
import { timeOf } from './times.ts';

const LINE =
  /^(?:([\w.-]{1,253})(?::\d{1,5})? )?([\da-f.:]{3,45}) \S{1,64} (\S{1,256}) \[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})\] "(.{0,8192}?)" (\d{3}) (?:\d+|-)(?: "(?:[^"]{0,4096})" "([^"]{0,4096})"?)?/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const apache: Connector = {
  name: 'apache',
  reads: 'Access logs of Apache and nginx (common, combined, with virtual host)',
  fits: (lines) => lines.filter((line) => LINE.test(line.slice(0, 20_000))).length,
  open: lineByLine(read),
};

function read(line: string): LineResult {
  const parts = LINE.exec(line.slice(0, 20_000));
  if (!parts) return { malformed: 'not a line of this format' };
  const [, site = '', client, , day, month, year, clock, zone, request = '', status, agent = ''] = parts;
  const time = timeOf(`${year}-${String(MONTHS.indexOf(month!) + 1).padStart(2, '0')}-${day}T${clock}${zone}`);
  if (time === null) return { malformed: 'no usable time' };
  const address = addressName(client!);
  if (address === null || site === '') return { nothing: 'no ends' };
  const to = newSighting();
  const [method = '', uri = ''] = request.split(' ', 2);
  addVisit(to, addAddress(to, address), site, 'http', { method, uri, status: wholeNumber(status!), agent });
  return to.joined(time);
}
