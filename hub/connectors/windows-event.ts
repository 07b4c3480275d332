/**
 * The shapes in which Windows events arrive, made one: flat JSON (NXLog, and the exports of Security-Datasets), the same with
 * the event's data as JSON text (Azure Monitor), winlogbeat 6 (`event_data` inside), and the JSON of evtx_dump
 * (`Event.System`, `Event.EventData`), bare or wrapped as `event`.
 *
 * Times: only Sysmon's `UtcTime` is UTC in every source, so it is taken where there is one. Otherwise the shape's own:
 * `SystemTime` of EVTX and winlogbeat's `@timestamp` are UTC; a flat line's `@timestamp` or `TimeCreated` ends in Z but is
 * local time with some collectors, and `EventTime` is local without a zone. Nothing in a line tells, so those may be off by
 * the collector's zone.
 */
import { asFields, firstText, parseObject, textOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { hostName } from './names.ts';
import type { HostName } from './names.ts';
import { timeOf } from './times.ts';

export type WindowsLog = 'sysmon' | 'security';

/** The parts that a shape names, not yet checked. */
export interface WindowsParts {
  /** null for a log that says nothing about the graph. */
  readonly log: WindowsLog | null;
  readonly id: number | null;
  readonly computer: string;
  readonly written: string;
  readonly data: Fields;
}

export interface WindowsEvent {
  readonly id: number;
  readonly host: HostName;
  /** Unix ms. */
  readonly time: number;
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
      data: inside ?? NONE,
    };
  }
  if (!Object.hasOwn(line, 'EventID') || !Object.hasOwn(line, 'Channel')) return null;
  const text = own(line, 'EventData');
  const data = typeof text === 'string' ? parseObject(text) : line;
  return (
    data && {
      log: logOf(textOf(line, 'Channel')),
      id: wholeNumber(textOf(line, 'EventID')),
      computer: firstText(line, 'Hostname', 'Computer'),
      written: firstText(line, '@timestamp', 'TimeCreated', 'TimeGenerated', 'EventTime'),
      data,
    }
  );
}

/** The event, or why it is none. */
export function windowsEvent({ id, computer, written, data }: WindowsParts): WindowsEvent | string {
  const host = hostName(computer);
  if (id === null || host === null) return id === null ? 'no event id' : 'no host name';
  const time = timeOf(textOf(data, 'UtcTime')) ?? timeOf(written);
  return time === null ? 'no usable time' : { id, host, time, data };
}

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
const attributes = (value: unknown): Fields => asFields(own(asFields(value) ?? NONE, '#attributes')) ?? NONE;

/** evtx_dump writes `{"#text": 7045, "#attributes": …}` where the event has qualifiers. */
const eventId = (value: unknown, text: string): number | null => wholeNumber(text || textOf(asFields(value) ?? NONE, '#text'));

function logOf(channel: string): WindowsLog | null {
  const name = channel.toLowerCase();
  return name === 'security' ? 'security' : name === 'microsoft-windows-sysmon/operational' ? 'sysmon' : null;
}
