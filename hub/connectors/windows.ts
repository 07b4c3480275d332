/** Windows events, Sysmon's and the Security log's. Nothing detects yet, so no line makes an alert. */
import type { Connector, LineResult } from '../ingest/connector.ts';
import { parseObject } from './fields.ts';
import type { Fields } from './fields.ts';
import { countObjects } from './json-lines.ts';
import { hostName } from './names.ts';
import { newSighting } from './sighting.ts';
import { clockSurvey, readOffsets, writeOffsets } from './windows-clock.ts';
import type { Offsets } from './windows-clock.ts';
import { windowsEvent, windowsParts } from './windows-event.ts';
import { SECURITY } from './windows-security.ts';
import { SYSMON } from './windows-sysmon.ts';
import type { EventReader } from './windows-sysmon.ts';

const READERS: Readonly<Record<'sysmon' | 'security', ReadonlyMap<number, EventReader>>> = { sysmon: SYSMON, security: SECURITY };

const isWindows = (line: Fields): boolean => windowsParts(line) !== null;

export const windows: Connector = {
  name: 'windows',
  reads: "Windows events as JSON (Sysmon's and the Security log's): flat, winlogbeat, evtx_dump, Azure Monitor",
  fits: (lines) => countObjects(lines, isWindows),
  survey() {
    const clocks = clockSurvey();
    return {
      look(line) {
        const fields = parseObject(line);
        const parts = fields && windowsParts(fields);
        const host = parts && hostName(parts.computer);
        if (host) clocks.look(parts, host.key);
      },
      found: () => writeOffsets(clocks.offsets()),
    };
  },
  open(found) {
    const offsets = readOffsets(found);
    // The clocks are not in it: the same lines are the same events, whatever was found out of the machines since.
    return { read: (line) => read(line, offsets), pass: () => undefined, state: () => '' };
  },
};

function read(line: string, offsets: Offsets): LineResult {
  const fields = parseObject(line);
  if (!fields) return { malformed: 'not a JSON object' };
  const parts = windowsParts(fields);
  if (!parts) return { malformed: 'not a Windows event' };
  if (parts.id === null) return { malformed: 'no event id' };
  if (parts.log === null) return { nothing: 'other log' };
  const reader = READERS[parts.log].get(parts.id);
  if (!reader) return { nothing: 'other event' };
  const event = windowsEvent(parts, offsets);
  if (typeof event === 'string') return { malformed: event };
  const sighting = newSighting();
  const reason = reader(event, sighting);
  return reason === null ? { seen: sighting.seen(event.time, event.clock) } : { malformed: reason };
}
