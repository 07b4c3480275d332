/** Windows events, Sysmon's and the Security log's. Nothing detects yet, so no line makes an alert. */
import type { LineConnector, LineResult } from '../ingest/observe.ts';
import { parseObject } from './fields.ts';
import type { Fields } from './fields.ts';
import { newSighting } from './sighting.ts';
import { windowsEvent, windowsParts } from './windows-event.ts';
import { SECURITY } from './windows-security.ts';
import { SYSMON } from './windows-sysmon.ts';
import type { EventReader } from './windows-sysmon.ts';

const READERS: Readonly<Record<'sysmon' | 'security', ReadonlyMap<number, EventReader>>> = { sysmon: SYSMON, security: SECURITY };

export const isWindows = (line: Fields): boolean => windowsParts(line) !== null;

export const windows: LineConnector = {
  name: 'windows',
  read(line): LineResult {
    const fields = parseObject(line);
    if (!fields) return { malformed: 'not a JSON object' };
    const parts = windowsParts(fields);
    if (!parts) return { malformed: 'not a Windows event' };
    const reader = parts.log && READERS[parts.log].get(parts.id ?? -1);
    if (!reader) return parts.id === null ? { malformed: 'no event id' } : { skipped: true };
    const event = windowsEvent(parts);
    if (typeof event === 'string') return { malformed: event };
    const sighting = newSighting();
    const reason = reader(event, sighting);
    return reason === null ? { seen: sighting.seen(event.time) } : { malformed: reason };
  },
};
