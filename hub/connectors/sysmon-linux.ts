/** Sysmon for Linux: the XML of one event inside a syslog message, bare, after a syslog header, or as Azure exports it. Long ones are cut off by syslog. */
import { lineByLine } from '../ingest/connector.ts';
import type { Connector, LineResult } from '../ingest/connector.ts';
import { eventData, systemText, systemTime } from './event-xml.ts';
import { parseObject, textOf, wholeNumber } from './fields.ts';
import { hostName } from './names.ts';
import { newSighting } from './sighting.ts';
import { SYSMON } from './windows-sysmon.ts';
import { timeOf } from './times.ts';

const MARK = /<Event><System><Provider Name="Linux-Sysmon"/;

/** The event's own text; null when the line has none. */
function messageOf(line: string): string | null {
  const text = line.startsWith('{') ? textOf(parseObject(line) ?? {}, 'SyslogMessage') : line;
  const at = text.search(MARK);
  return at < 0 ? null : text.slice(at).trim();
}

export const sysmonLinux: Connector = {
  name: 'sysmon-linux',
  reads: 'Sysmon for Linux, its XML in syslog, as text or as Azure exports it',
  fits: (lines) => lines.filter((line) => messageOf(line) !== null).length,
  open: lineByLine(read),
};

function read(line: string): LineResult {
  const xml = messageOf(line);
  if (xml === null) return { malformed: 'not a line of this format' };
  const data = eventData(xml);
  if (data === null) return { malformed: 'cut off' };
  const id = wholeNumber(systemText(xml, 'EventID'));
  if (id === null) return { malformed: 'no event id' };
  const reader = SYSMON.get(id);
  if (!reader) return { nothing: 'other event' };
  const host = hostName(systemText(xml, 'Computer'));
  if (host === null) return { malformed: 'no host name' };
  const time = timeOf(textOf(data, 'UtcTime')) ?? timeOf(systemTime(xml));
  if (time === null) return { malformed: 'no usable time' };
  const sighting = newSighting();
  const reason = reader({ id, host, time, clock: 'sure', refused: false, data }, sighting);
  return reason === null ? { seen: sighting.seen(time) } : { malformed: reason };
}
