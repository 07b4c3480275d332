/**
 * The simulator against the real files, field by field: no field that the real event does not have, no other JSON type, and
 * no value of a form (GUID, UTC time, hex, number, path …) that the real field never has. Fields and types are those of the
 * collector that the simulator imitates; forms are Windows' own, and also taken from real events of other collectors.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_TENANTS } from '../../../../../hub/demo/tenants.ts';
import { simulatedSources } from '../../../../../hub/demo/telemetry/simulate.ts';
import { readLines } from '../../../../../hub/ingest/lines.ts';
import { REAL_EVENTS } from '../../connectors/lawful.ts';

type Json = Readonly<Record<string, unknown>>;

const FORMS: readonly (readonly [string, RegExp])[] = [
  ['nothing', /^-?$/],
  ['GUID in braces', /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/],
  ['UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['Sysmon time', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/],
  ['ISO time with ms', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
  ['ISO time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
  ['long hex', /^0x[0-9a-f]{16}$/i],
  ['hex', /^0x[0-9a-f]+$/i],
  ['message number', /^%%\d+$/],
  ['number', /^\d+$/],
  ['boolean', /^(true|false)$/],
  ['IPv4 address', /^\d+\.\d+\.\d+\.\d+$/],
  ['SID', /^S-1-[\d-]+$/],
  ['hashes', /^SHA1=[0-9A-F]{40},MD5=[0-9A-F]{32},SHA256=[0-9A-F]{64},IMPHASH=[0-9A-F]{32}$/],
  ['device path', /^\\device\\/i],
  ['path of a drive', /^[A-Z]:\\[^"]*$/],
  ['DNS results', /^(::ffff:[\d.]+;)+$/],
  ['access key', /^A[KS]IA[A-Z0-9]{16}$/],
  ['ARN', /^arn:aws:/],
];
/** What is left is free text: a name, a command line. */
const formOf = (value: unknown): string =>
  typeof value !== 'string' ? (value === null ? 'null' : typeof value) : (FORMS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'text');

/** Free text and paths stand for each other: `System` is an image too, and a command line may be one path. */
const LOOSE = new Set(['text', 'path of a drive', 'device path']);
/** Fields that hold what people choose, whose form says nothing. */
const CHOSEN = /^(requestParameters\..*|userAgent|errorCode|errorMessage)$/;

type Forms = Map<string, Map<string, Set<string>>>;

/** Forms by event type and field, inner fields of records by dotted names. */
function note(forms: Forms, type: string, fields: Json, prefix = ''): void {
  const known = forms.get(type) ?? new Map<string, Set<string>>();
  forms.set(type, known);
  for (const [name, value] of Object.entries(fields)) {
    const path = `${prefix}${name}`;
    const seen = known.get(path) ?? new Set<string>();
    known.set(path, seen);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      seen.add('object');
      note(forms, type, value as Json, `${path}.`);
    } else seen.add(formOf(value));
  }
}

const typeOf = (event: Json): string => `${String(event.Channel)} ${String(event.EventID)}`;

/** NXLog writes numbers as numbers and fields of its own: that is another collector than the simulator's. */
function realEvent(event: Json): { type: string; collector: 'flat' | 'other'; data: Json } {
  const wrapped = (event.event as { Event?: { System: Json; EventData?: Json } } | undefined)?.Event;
  if (wrapped) return { type: typeOf(wrapped.System), collector: 'other', data: wrapped.EventData ?? {} };
  if (event.event_data)
    return { type: typeOf({ Channel: event.log_name, EventID: event.event_id }), collector: 'other', data: event.event_data as Json };
  return { type: typeOf(event), collector: typeof event.Task === 'string' && 'ProviderGuid' in event ? 'flat' : 'other', data: event };
}

const TYPES: readonly string[] = ['null', 'number', 'boolean', 'object'];

/** `elsewhere`: forms of text that other real events have. */
function differences(simulated: Forms, real: Forms, elsewhere: Forms = new Map()): string[] {
  const found: string[] = [];
  for (const [type, fields] of simulated) {
    for (const [name, forms] of fields) {
      const known = real.get(type)?.get(name);
      if (!known) found.push(`${type}: no real event has ${name}`);
      else if (!CHOSEN.test(name)) {
        const allowed = [...known, ...[...(elsewhere.get(type)?.get(name) ?? [])].filter((form) => !TYPES.includes(form))];
        for (const form of forms) {
          const fits = allowed.includes(form) || (LOOSE.has(form) && allowed.some((one) => LOOSE.has(one)));
          if (!fits) found.push(`${type}: ${name} is never a ${form} (${allowed.join(', ')})`);
        }
      }
    }
  }
  return found;
}

describe.skipIf(!REAL_EVENTS)('simulated lines against real ones', () => {
  const simulated = { windows: new Map() as Forms, cloudtrail: new Map() as Forms };
  const real = { windows: new Map() as Forms, cloudtrail: new Map() as Forms };
  const elsewhere: Forms = new Map();

  beforeAll(async () => {
    for (const tenant of DEMO_TENANTS) {
      for (const { connector, lines } of simulatedSources(tenant, { now: Date.UTC(2026, 4, 20) })) {
        for await (const line of lines()) {
          const event = JSON.parse(line) as Json;
          note(simulated[connector.name as keyof typeof simulated], connector.name === 'windows' ? typeOf(event) : 'record', event);
        }
      }
    }
    const folder = join(REAL_EVENTS!, 'windows');
    for (const file of readdirSync(folder)) {
      for await (const line of readLines(join(folder, file))) {
        if (line.trim() === '') continue;
        const { type, collector, data } = realEvent(JSON.parse(line) as Json);
        if (simulated.windows.has(type)) note(collector === 'flat' ? real.windows : elsewhere, type, data);
      }
    }
    for await (const line of readLines(join(REAL_EVENTS!, 'cloudtrail', 'invictus_stratus_cloudtrail.jsonl.gz'))) {
      note(real.cloudtrail, 'record', JSON.parse(line) as Json);
    }
  });

  test('Windows events have the fields, types and forms of the real ones', () => {
    expect([...simulated.windows.keys()].sort()).toEqual([
      'Microsoft-Windows-Sysmon/Operational 1',
      'Microsoft-Windows-Sysmon/Operational 10',
      'Microsoft-Windows-Sysmon/Operational 11',
      'Microsoft-Windows-Sysmon/Operational 22',
      'Microsoft-Windows-Sysmon/Operational 23',
      'Microsoft-Windows-Sysmon/Operational 3',
      'Microsoft-Windows-Sysmon/Operational 5',
      'Microsoft-Windows-Sysmon/Operational 7',
      'Microsoft-Windows-Sysmon/Operational 8',
      'Security 4624',
      'Security 4625',
      'Security 4688',
      'Security 5156',
    ]);
    expect(differences(simulated.windows, real.windows, elsewhere)).toEqual([]);
  });

  test('CloudTrail records have the fields, types and forms of the real ones', () => {
    expect(differences(simulated.cloudtrail, real.cloudtrail).filter((one) => !one.includes('requestParameters.'))).toEqual([]);
  });

  test('the comparison notices a field, a type and a form that are not real', () => {
    const forged: Forms = new Map();
    note(forged, 'record', { eventTime: '2026-05-20 10:00:00.000', readOnly: 'yes', tenant: 'x' });
    expect(differences(forged, real.cloudtrail)).toHaveLength(3);
  });
});
