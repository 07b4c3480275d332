/** No line, whatever is in it, makes a connector throw or say something that the graph does not allow. */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONNECTORS, recognise } from '../../../../hub/connectors/index.ts';
import { SECURITY } from '../../../../hub/connectors/windows-security.ts';
import { SYSMON } from '../../../../hub/connectors/windows-sysmon.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import { gatherFacts } from '../../../../hub/ingest/facts.ts';
import { addSeen } from '../../../../hub/ingest/observe.ts';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import { openTenantKeys } from '../../../../hub/keys/tenant-keys.ts';
import type { TenantKeys } from '../../../../hub/keys/tenant-keys.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { checkLawful } from './lawful.ts';

const all = Object.values(CONNECTORS);
const readAll = (line: string): void => all.forEach((connector) => checkLawful(connector.read(line)));

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
  let folder: string;
  let keys: TenantKeys;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ng-lines-'));
    const provider = openFileKeys(folder);
    const tenant = randomUUID() as TenantId;
    await provider.createTenantKey(tenant);
    keys = await openTenantKeys(hubContext(tenant, 'ingest'), provider, { id: 1, sealed: await provider.newDataKey(tenant, 1) });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('any text and any JSON', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), readAll));
    fc.assert(fc.property(fc.json(), readAll));
  });

  test('events whose fields hold anything: what is said is lawful, and fits the limits once gathered', () => {
    let kept = 0;
    fc.assert(
      fc.property(fc.oneof(windowsLine, cloudLine), (event) => {
        const line = JSON.stringify(event);
        for (const connector of all) {
          const result = connector.read(line);
          checkLawful(result);
          if (!('seen' in result)) continue;
          kept += 1;
          const facts = gatherFacts(keys);
          addSeen(facts, result.seen);
          for (const { label, props } of facts.nodes.values()) {
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

  test('nesting without end, endless fields, and names that objects have by themselves', () => {
    readAll('['.repeat(200_000));
    readAll(`{"event":${'{"Event":'.repeat(20_000)}1${'}'.repeat(20_001)}`);
    readAll('{"__proto__":{"EventID":1,"Channel":"Security"},"constructor":1,"hasOwnProperty":1}');
    readAll('{"Event":{"System":{"__proto__":{"EventID":1}}}}');
    readAll(JSON.stringify({ EventID: 1, Channel: 'Security', Hostname: 'a'.repeat(900_000) }));
    expect(({} as { EventID?: unknown }).EventID).toBeUndefined();
  });

  test('a source is recognised by most of its first lines, and nothing is guessed', () => {
    const windows = JSON.stringify({ EventID: 1, Channel: 'Security' });
    const cloud = JSON.stringify({ eventVersion: 1, eventSource: 1, eventName: 1, eventTime: 1, userIdentity: 1 });
    expect(recognise([windows, '', windows])).toBe('windows');
    expect(recognise([cloud, 'damaged'])).toBe('cloudtrail');
    for (const lines of [[], [''], ['text'], ['{}'], [windows, '{}', '{}']]) expect(recognise(lines)).toBeNull();
    fc.assert(fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => void recognise(lines)));
  });
});
