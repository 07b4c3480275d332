/**
 * The shapes in which Windows events arrive, made one: flat JSON (NXLog, and the exports of Security-Datasets), the same with
 * the event's data as text (Azure: XML in SecurityEvent, JSON in WindowsEvent), winlogbeat 6 (`event_data` inside), and the
 * JSON of evtx_dump (`Event.System`, `Event.EventData`), bare or wrapped as `event`.
 */
import { eventData } from './event-xml.ts';
import { asFields, firstText, parseObject, textOf, textsOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { hostName } from './names.ts';
import type { HostName } from './names.ts';
import { eventTime } from './windows-clock.ts';
import type { Offsets } from './windows-clock.ts';
import type { Clock } from './sighting.ts';
import type { WindowsLog, WindowsParts } from './windows-parts.ts';
import type { MalformedReason } from '../ingest/reasons.ts';

export interface WindowsEvent {
  readonly id: number;
  readonly host: HostName;
  /** Unix ms. */
  readonly time: number;
  readonly clock: Clock;
  readonly refused: boolean;
  readonly data: Fields;
}

const NONE: Fields = {};

/** null when it is none of the shapes. */
export function windowsParts(line: Fields): WindowsParts | null {
  const event = asFields(own(line, 'Event')) ?? asFields(own(asFields(own(line, 'event')) ?? NONE, 'Event'));
  const system = event && asFields(own(event, 'System'));
  if (system) {
    return {
      log: logOf(textOf(system, 'Channel')),
      id: eventId(own(system, 'EventID'), textOf(system, 'EventID')),
      computer: textOf(system, 'Computer'),
      written: textOf(attributes(own(system, 'TimeCreated')), 'SystemTime'),
      writtenIsUtc: true,
      refused: isRefused(textOf(system, 'Keywords')),
      data: asFields(own(event, 'EventData')) ?? NONE,
    };
  }
  const inside = asFields(own(line, 'event_data'));
  if (Object.hasOwn(line, 'event_id') && (inside || Object.hasOwn(line, 'log_name'))) {
    return {
      log: logOf(textOf(line, 'log_name')),
      id: wholeNumber(textOf(line, 'event_id')),
      computer: textOf(line, 'computer_name'),
      written: textOf(line, '@timestamp'),
      writtenIsUtc: true,
      refused: textsOf(line, 'keywords').some(isRefused),
      data: inside ?? NONE,
    };
  }
  if (!Object.hasOwn(line, 'EventID') || !Object.hasOwn(line, 'Channel')) return null;
  const text = own(line, 'EventData');
  // An event whose data is cut off is a Windows event all the same, of which nothing can be said.
  const data = typeof text !== 'string' ? line : (parseObject(text) ?? eventData(text));
  return {
    log: logOf(textOf(line, 'Channel')),
    id: wholeNumber(textOf(line, 'EventID')),
    computer: firstText(line, 'Hostname', 'Computer'),
    written: firstText(line, '@timestamp', 'TimeCreated', 'TimeGenerated', 'EventTime'),
    writtenIsUtc: !Object.hasOwn(line, '@timestamp') && !Object.hasOwn(line, 'TimeCreated') && Object.hasOwn(line, 'TimeGenerated'),
    refused: isRefused(textOf(line, 'Keywords')) || isRefused(textOf(line, 'EventType')),
    data,
  };
}

/** The event, or why it is none. */
export function windowsEvent(parts: WindowsParts, offsets: Offsets): WindowsEvent | MalformedReason {
  const { id, computer, data } = parts;
  if (data === null) return 'cut off';
  const host = hostName(computer);
  if (id === null || host === null) return id === null ? 'no event id' : 'no host name';
  const at = eventTime(parts, host.key, offsets);
  return at === null ? 'no usable time' : { id, host, ...at, refused: parts.refused, data };
}

/** The keyword of failed audits, 0x8010…, as hex, as the signed number that some write, or by its name. */
const isRefused = (keywords: string): boolean =>
  /^0x8010|audit.?failure/i.test(keywords) || (/^-\d{19}$/.test(keywords) && Number(keywords) === -9_218_868_437_227_405_312);

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
const attributes = (value: unknown): Fields => asFields(own(asFields(value) ?? NONE, '#attributes')) ?? NONE;

/** evtx_dump writes `{"#text": 7045, "#attributes": …}` where the event has qualifiers. */
const eventId = (value: unknown, text: string): number | null => wholeNumber(text || textOf(asFields(value) ?? NONE, '#text'));

function logOf(channel: string): WindowsLog | null {
  const name = channel.toLowerCase();
  return name === 'security' ? 'security' : name === 'microsoft-windows-sysmon/operational' ? 'sysmon' : null;
}
