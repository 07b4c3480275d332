/** No line, whatever is in it, makes a connector throw or say something that the graph does not allow. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONNECTORS, recognise } from '../../../../hub/connectors/index.ts';
import { SECURITY } from '../../../../hub/connectors/windows-security.ts';
import { SYSMON } from '../../../../hub/connectors/windows-sysmon.ts';
import type { TenantKeys } from '../../../../hub/keys/tenant-keys.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { checkLawful } from '../../../support/connector-conformance.ts';
import { gathered, throwAwayKeys } from '../../../support/gatherer.ts';
import { readOne } from './lawful.ts';

const all = [...CONNECTORS.values()];

/** Values that trouble readers, and values that look right. */
const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '-',
    '',
    '0.0.0.0',
    '::1',
    '::ffff:10.0.0.1',
    '10.0.0.1',
    'fe80::1%3',
    'C:\\a\\b.exe',
    'a\\',
    '\\',
    '/',
    'A\\b',
    '$',
    '@',
    'a@b',
    '\0',
    '\ud800',
    'x'.repeat(100_000),
  ),
  fc.constantFrom(
    '{39e4a257-79fb-5f92-7117-000000000700}',
    '{00000000-0000-0000-0000-000000000000}',
    '0x1f8c',
    4624,
    -1,
    1e308,
    true,
    null,
    [],
    {},
  ),
  fc.constantFrom(
    '2020-10-23 06:36:43.542',
    '2020-10-23T02:36:43Z',
    '9999-99-99 99:99:99',
    'arn:aws:iam::1:user/a',
    'arn:',
    'SHA256=',
    '1.1.1.1;2.2.2.2;;;',
  ),
);
const FIELDS = [
  ...[
    'UtcTime',
    'ProcessGuid',
    'ProcessId',
    'Image',
    'CommandLine',
    'User',
    'Hashes',
    'ParentProcessGuid',
    'ParentImage',
    'SourceIp',
    'DestinationIp',
  ],
  ...[
    'DestinationPort',
    'Initiated',
    'ImageLoaded',
    'TargetFilename',
    'SourceProcessGUID',
    'TargetProcessGUID',
    'GrantedAccess',
    'QueryName',
    'QueryResults',
  ],
  ...[
    'TargetUserName',
    'TargetDomainName',
    'IpAddress',
    'LogonType',
    'NewProcessId',
    'NewProcessName',
    'ParentProcessName',
    'SubjectUserName',
  ],
  ...['SourceAddress', 'DestAddress', 'Direction', 'Protocol', 'Application', '__proto__', 'constructor'],
];
const data = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: FIELDS.length });
const id = fc.constantFrom<unknown>(...SYSMON.keys(), ...SECURITY.keys(), '1', '0x3', { '#text': 22 }, null);
const channel = fc.constantFrom('Security', 'security', 'Microsoft-Windows-Sysmon/Operational');
const host = fc.oneof({ weight: 5, arbitrary: fc.constantFrom<unknown>('WS-1', 'ws-1.corp.example') }, { weight: 1, arbitrary: value });
const time = fc.oneof({ weight: 5, arbitrary: fc.constant<unknown>('2020-10-23T02:36:43.547Z') }, { weight: 1, arbitrary: value });

const windowsLine = fc.tuple(fc.nat(3), id, channel, host, time, data).map(([shape, EventID, Channel, Hostname, at, fields]) => {
  if (shape === 0) return { ...fields, EventID, Channel, Hostname, '@timestamp': at };
  if (shape === 1) return { event_id: EventID, log_name: Channel, computer_name: Hostname, '@timestamp': at, event_data: fields };
  if (shape === 2) return { EventID, Channel, Computer: Hostname, TimeGenerated: at, EventData: JSON.stringify(fields) };
  return {
    Event: { System: { EventID, Channel, Computer: Hostname, TimeCreated: { '#attributes': { SystemTime: at } } }, EventData: fields },
  };
});
const cloudLine = fc.record({
  eventVersion: value,
  userIdentity: fc.oneof(
    value,
    fc.dictionary(
      fc.constantFrom('type', 'arn', 'accountId', 'principalId', 'userName', 'invokedBy', 'sessionContext', '__proto__'),
      value,
    ),
  ),
  eventTime: time,
  eventSource: fc.oneof(fc.constant<unknown>('s3.amazonaws.com'), value),
  eventName: fc.oneof(fc.constantFrom<unknown>('ListBuckets', 'AssumeRole'), value),
  sourceIPAddress: value,
  errorCode: value,
  requestParameters: fc.oneof(value, fc.record({ roleArn: value, roleSessionName: value })),
});

describe('hostile lines', () => {
  let keys: TenantKeys;
  beforeAll(async () => void (keys = await throwAwayKeys()));

  test('events whose fields hold anything: what is said is lawful, and fits the limits once gathered', () => {
    let kept = 0;
    fc.assert(
      fc.property(fc.oneof(windowsLine, cloudLine), (event) => {
        for (const connector of all) {
          const result = readOne(connector, event);
          checkLawful(result);
          if (!('seen' in result)) continue;
          kept += 1;
          for (const { label, props } of gathered(keys, [result.seen]).nodes.values()) {
            expect(label.length).toBeLessThanOrEqual(LIMITS.label);
            for (const text of Object.values(props))
              if (typeof text === 'string') expect(text.length).toBeLessThanOrEqual(LIMITS.propValue);
          }
        }
      }),
      { numRuns: 3_000 },
    );
    // Else the property would be about refusals only.
    expect(kept).toBeGreaterThan(200);
  });

  test('a source is recognised by half of its first lines, and nothing is guessed', () => {
    const windows = JSON.stringify({ EventID: 1, Channel: 'Security' });
    const cloud = JSON.stringify({ eventVersion: 1, eventSource: 1, eventName: 1, eventTime: 1, userIdentity: 1 });
    const name = (lines: readonly string[]): string => {
      const found = recognise(lines);
      return 'connector' in found ? found.connector.name : found.why;
    };
    expect(name([windows, '', windows])).toBe('windows');
    expect(name([cloud, 'damaged'])).toBe('cloudtrail');
    expect(name([])).toBe('it is empty');
    expect(name([''])).toBe('it is empty');
    expect(name(['secret', '{}'])).toBe('none of its first 2 lines is of a format that a connector reads');
    expect(name([windows, '{}', '{}'])).toBe('of its first 3 lines 1 look like windows');
    expect(name([windows, cloud])).toBe('of its first 2 lines 1 look like windows, 1 look like cloudtrail');
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => void recognise(lines)));
  });
});
