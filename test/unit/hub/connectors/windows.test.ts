/** Windows events in each shape, written by hand: what they say about the graph, and what they don't. */
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../hub/connectors/windows.ts';
import { sentences } from '../../../support/connector-conformance.ts';
import { nodeOf, readOne, seenOf } from './lawful.ts';

const GUID = '{39e4a257-79fb-5f92-7117-000000000700}';
const PARENT = '{39e4a257-79ed-5f92-6e17-000000000700}';

const flat = (EventID: number, data: object, Channel = 'Microsoft-Windows-Sysmon/Operational') => ({
  SourceName: 'x',
  Channel,
  Hostname: 'WS-1.corp.example',
  '@timestamp': '2020-10-23T02:36:43.547Z',
  EventID,
  UtcTime: Channel === 'Security' ? undefined : '2020-10-23 06:36:43.542',
  ...data,
});
const security = (EventID: number, data: object) => flat(EventID, data, 'Security');
const actor = { ProcessGuid: GUID, ProcessId: '9260', Image: 'C:\\Windows\\System32\\cmd.exe' };
const start = {
  ...actor,
  CommandLine: 'cmd.exe /c whoami',
  User: 'CORP\\ana',
  LogonId: '0xC61D9',
  Hashes: `SHA1=00,MD5=${'A'.repeat(32)},SHA256=${'B'.repeat(64)},IMPHASH=${'0'.repeat(32)}`,
  ParentProcessGuid: PARENT,
  ParentProcessId: '10044',
  ParentImage: 'C:\\Windows\\explorer.exe',
  ParentCommandLine: 'explorer.exe',
};

describe('Sysmon', () => {
  test('a process that starts: its parent, user, file and machine', () => {
    const seen = seenOf(windows, flat(1, start));
    expect(sentences(seen)).toEqual([
      'cmd.exe RAN_AS CORP\\ana',
      'cmd.exe RAN_ON WS-1',
      'cmd.exe RUNS cmd.exe',
      'explorer.exe RAN_ON WS-1',
      'explorer.exe SPAWNED cmd.exe',
    ]);
    expect(seen.time).toBe(Date.UTC(2020, 9, 23, 6, 36, 43, 542));
    expect(nodeOf(seen, 'process').props).toEqual({
      image: 'C:\\Windows\\System32\\cmd.exe',
      pid: 9260,
      guid: '39e4a257-79fb-5f92-7117-000000000700',
      host: 'WS-1',
      commandLine: 'cmd.exe /c whoami',
      user: 'CORP\\ana',
      logonId: '0xc61d9',
      started: '2020-10-23T06:36:43.542Z',
      md5: 'a'.repeat(32),
      sha256: 'b'.repeat(64),
    });
    expect(nodeOf(seen, 'host').props).toEqual({ domain: 'corp.example', name: 'ws-1.corp.example' });
  });

  test('the same event in the other shapes is the same sighting, but for what a shape lacks', () => {
    const { EventID, Channel, Hostname, UtcTime } = flat(1, start);
    const data = { ...start, UtcTime };
    const event = (id: unknown) => ({
      System: { EventID: id, Channel, Computer: Hostname, TimeCreated: { '#attributes': { SystemTime: '2020-10-23 06:36:43.547' } } },
      EventData: data,
    });
    const expected = seenOf(windows, flat(1, start));
    const beat = { event_id: 1, log_name: Channel, computer_name: Hostname, '@timestamp': '2020-10-23T06:36:43.547Z', event_data: data };
    const azure = { EventID: 1, Channel, Computer: Hostname, TimeGenerated: '2020-10-23T06:36:44Z', EventData: JSON.stringify(data) };
    for (const line of [
      beat,
      { Event: event(1) },
      { source: 'a.evtx', event: { Event: event('1') } },
      { Event: event({ '#text': 1 }) },
      azure,
    ])
      expect(seenOf(windows, line)).toEqual(expected);
    expect(seenOf(windows, flat(1, { ...start, EventID: String(EventID), ProcessId: 9260 }))).toEqual(expected);
  });

  test('connections go out or come in, and tell the machine its own address', () => {
    const wire = { ...actor, Protocol: 'tcp', SourceIp: '10.0.0.5', DestinationIp: '203.0.113.9', DestinationPort: '443' };
    const out = seenOf(windows, flat(3, { ...wire, Initiated: 'true' }));
    expect(sentences(out)).toEqual(['WS-1 HAS_ADDRESS 10.0.0.5', 'cmd.exe CONNECTED 203.0.113.9', 'cmd.exe RAN_ON WS-1']);
    expect(out.edges.find(({ kind }) => kind === 'CONNECTED')?.props).toEqual({ port: 443, protocol: 'tcp', direction: 'outbound' });
    const back = seenOf(windows, flat(3, { ...wire, Initiated: false }));
    expect(sentences(back)).toEqual(['WS-1 HAS_ADDRESS 203.0.113.9', 'cmd.exe ACCEPTED 10.0.0.5', 'cmd.exe RAN_ON WS-1']);
    expect(back.edges.find(({ kind }) => kind === 'ACCEPTED')).toMatchObject({ props: { direction: 'inbound' } });
    const local = seenOf(windows, flat(3, { ...wire, SourceIp: '127.0.0.1', DestinationIp: '0:0:0:0:0:0:0:1' }));
    expect(sentences(local)).toEqual(['cmd.exe RAN_ON WS-1']);
    const many = seenOf(windows, flat(3, { ...wire, Initiated: 'false', SourceIp: '239.255.255.250', DestinationIp: '239.255.255.250' }));
    expect(sentences(many)).toEqual(['cmd.exe CONNECTED 239.255.255.250', 'cmd.exe RAN_ON WS-1']);
  });

  test('what an unknown process did on the network, its machine did; other acts need a process', () => {
    const unknown = { ProcessGuid: '{00000000-0000-0000-0000-000000000000}', ProcessId: '8920', Image: '<unknown process>' };
    expect(sentences(seenOf(windows, flat(3, { ...unknown, SourceIp: '10.0.0.5', DestinationIp: '10.0.0.6' })))).toEqual([
      'WS-1 CONNECTED 10.0.0.6',
      'WS-1 HAS_ADDRESS 10.0.0.5',
    ]);
    expect(sentences(seenOf(windows, flat(22, { ...unknown, QueryName: 'a.example', QueryResults: '-' })))).toEqual([
      'WS-1 RESOLVED a.example',
    ]);
    expect(readOne(windows, flat(11, { ...unknown, TargetFilename: 'C:\\x' }))).toEqual({ malformed: 'no process' });
  });

  test('a look-up joins the name to its addresses, not to its aliases', () => {
    const results = 'type:  5 alias.example;::ffff:192.0.2.1;192.0.2.1;::1;2001:db8::5;';
    expect(sentences(seenOf(windows, flat(22, { ...actor, QueryName: 'WWW.Example.', QueryStatus: '0', QueryResults: results })))).toEqual([
      'cmd.exe RAN_ON WS-1',
      'cmd.exe RESOLVED www.example',
      'www.example RESOLVES_TO 192.0.2.1',
      'www.example RESOLVES_TO 2001:db8::5',
    ]);
    const flood = Array.from({ length: 5_000 }, (_, index) => `10.${index >> 8}.${index & 255}.1`).join(';');
    expect(seenOf(windows, flat(22, { ...actor, QueryName: 'a.example', QueryResults: flood })).nodes.length).toBeLessThanOrEqual(64);
  });

  test('files written, deleted and loaded; memory opened; threads started', () => {
    const file = (id: number, data: object) =>
      sentences(seenOf(windows, flat(id, { ...actor, ...data }))).find((one) => !one.includes('RAN_ON'));
    expect(file(11, { TargetFilename: 'C:\\Temp\\a.dmp' })).toBe('cmd.exe WROTE a.dmp');
    expect(file(15, { TargetFilename: 'C:\\Temp\\a.zip', Hash: 'MD5=0' })).toBe('cmd.exe WROTE a.zip');
    expect(file(23, { TargetFilename: 'C:\\Temp\\a.dmp' })).toBe('cmd.exe DELETED a.dmp');
    expect(file(26, { TargetFilename: 'C:\\Temp\\a.dmp' })).toBe('cmd.exe DELETED a.dmp');
    const load = sentences(seenOf(windows, flat(7, { ...actor, ImageLoaded: 'C:\\Windows\\a.dll', Signed: 'true', Signature: 'S' })));
    expect(load).toEqual(['cmd.exe LOADED a.dll', 'cmd.exe RAN_ON WS-1']);
    const pair = (spelling: string) => ({
      [`SourceProcess${spelling}`]: PARENT,
      SourceImage: 'C:\\a.exe',
      [`TargetProcess${spelling}`]: GUID,
      TargetImage: 'C:\\Windows\\System32\\lsass.exe',
      GrantedAccess: '0x1FFFFF',
    });
    const access = seenOf(windows, flat(10, pair('GUID')));
    expect(sentences(access)).toEqual(['a.exe ACCESSED lsass.exe', 'a.exe RAN_ON WS-1', 'lsass.exe RAN_ON WS-1']);
    expect(access.edges.find(({ kind }) => kind === 'ACCESSED')).toMatchObject({ key: '0x1fffff', props: { grantedAccess: '0x1fffff' } });
    expect(sentences(seenOf(windows, flat(8, pair('Guid'))))[0]).toBe('a.exe INJECTED lsass.exe');
  });

  test('a process that ends keeps its name and gains its end', () => {
    const [begun, over] = [seenOf(windows, flat(1, start)), seenOf(windows, flat(5, actor))];
    expect(nodeOf(over, 'process')).toMatchObject({
      key: nodeOf(begun, 'process').key,
      label: 'cmd.exe',
      props: { ended: '2020-10-23T06:36:43.542Z' },
    });
  });
});

describe('the Security log', () => {
  const logon = {
    TargetUserName: 'ana',
    TargetDomainName: 'CORP',
    TargetUserSid: 'S-1-5-21-1-1',
    LogonType: '3',
    IpAddress: '::ffff:10.0.0.7',
  };

  test('a logon and where it came from; a failed one is a failed one', () => {
    const seen = seenOf(windows, security(4624, logon));
    expect(sentences(seen)).toEqual(['10.0.0.7 LOGON_FROM WS-1', 'CORP\\ana LOGGED_ON WS-1']);
    expect(seen.edges[0]).toMatchObject({ kind: 'LOGGED_ON', props: { logonType: 3, from: '10.0.0.7' } });
    expect(seen.time).toBe(Date.UTC(2020, 9, 23, 2, 36, 43, 547));
    expect(sentences(seenOf(windows, security(4625, { ...logon, Status: '0xC000006D' })))).toEqual(['CORP\\ana FAILED_LOGON WS-1']);
    expect(sentences(seenOf(windows, security(4625, { ...logon, TargetUserName: '-' })))).toEqual([]);
    expect(readOne(windows, security(4624, { ...logon, TargetUserName: '-' }))).toEqual({ malformed: 'no account' });
    expect(sentences(seenOf(windows, security(4771, { TargetUserName: 'ana', IpAddress: '::ffff:10.0.0.7' })))).toEqual([
      'CORP\\ana FAILED_LOGON WS-1',
    ]);
  });

  test('a starter and what it started are joined by number, image and day', () => {
    const first = {
      NewProcessId: '0x242c',
      NewProcessName: 'C:\\Windows\\System32\\cmd.exe',
      ProcessId: '0x1000',
      ParentProcessName: 'C:\\Windows\\explorer.exe',
      SubjectUserName: 'ana',
      SubjectDomainName: 'CORP',
      TargetUserName: '-',
    };
    const second = {
      ...first,
      NewProcessId: 9300,
      NewProcessName: 'C:\\x\\whoami.exe',
      ProcessId: '9260',
      ParentProcessName: 'C:\\Windows\\System32\\cmd.exe',
    };
    const [a, b] = [seenOf(windows, security(4688, first)), seenOf(windows, security(4688, second))];
    expect(sentences(a)).toContain('explorer.exe SPAWNED cmd.exe');
    expect(sentences(a)).toContain('cmd.exe RAN_AS CORP\\ana');
    const cmd = nodeOf(a, 'process').key;
    expect(b.nodes.filter(({ kind }) => kind === 'process').map(({ key }) => key)).toContain(cmd);
    const nextDay = seenOf(windows, { ...security(4688, first), '@timestamp': '2020-10-24T02:36:43.547Z' });
    expect(nodeOf(nextDay, 'process').key).not.toBe(cmd);
    const system = { ...first, SubjectUserSid: 'S-1-5-18', SubjectUserName: 'WS-1$' };
    expect(nodeOf(seenOf(windows, security(4688, system)), 'user').key).toBe(
      nodeOf(seenOf(windows, flat(1, { ...start, User: 'NT AUTHORITY\\SYSTEM' })), 'user').key,
    );
    expect(readOne(windows, security(4688, { ...first, NewProcessId: '' }))).toEqual({ malformed: 'no process' });
  });

  test('the firewall speaks of machines, out and in', () => {
    const wire = {
      SourceAddress: '10.0.0.5',
      DestAddress: '10.0.0.9',
      DestPort: '445',
      Protocol: '6',
      Application: '\\device\\harddiskvolume2\\a\\B.exe',
    };
    const out = seenOf(windows, security(5156, { ...wire, Direction: '%%14593' }));
    expect(sentences(out)).toEqual(['WS-1 CONNECTED 10.0.0.9', 'WS-1 HAS_ADDRESS 10.0.0.5']);
    expect(out.edges.find(({ kind }) => kind === 'CONNECTED')?.props).toEqual({
      port: 445,
      protocol: 'tcp',
      direction: 'outbound',
      application: 'B.exe',
      // The line alone doesn't tell whose clock it was: a survey of its source may.
      clock: 'unsure',
    });
    expect(sentences(seenOf(windows, security(5156, { ...wire, Direction: '%%14592' })))).toEqual([
      'WS-1 ACCEPTED 10.0.0.5',
      'WS-1 HAS_ADDRESS 10.0.0.9',
    ]);
  });
});

describe('a file of a share', () => {
  const share = {
    SubjectUserName: 'ana',
    SubjectDomainName: 'CORP',
    IpAddress: '10.0.0.9',
    ShareName: '\\\\*\\ADMIN$',
    ShareLocalPath: '\\??\\C:\\Windows',
    RelativeTargetName: 'Temp\\a.exe',
    AccessMask: '0x2',
  };
  test('is the file on the disk, opened by an account from an address', () => {
    const seen = seenOf(windows, security(5145, share));
    expect(sentences(seen)).toEqual(['10.0.0.9 OPENED a.exe', 'CORP\\ana OPENED a.exe']);
    const written = seenOf(windows, flat(11, { ...actor, TargetFilename: 'C:\\WINDOWS\\temp\\A.EXE' }));
    expect(nodeOf(seen, 'file').key).toBe(nodeOf(written, 'file').key);
  });

  test('is none where it is a pipe, the share itself or refused: then the machine was seen', () => {
    for (const other of [
      { ShareName: '\\\\*\\IPC$', RelativeTargetName: 'svcctl' },
      { RelativeTargetName: '\\' },
      { RelativeTargetName: '' },
    ])
      expect(seenOf(windows, security(5145, { ...share, ...other }))).toMatchObject({ nodes: [{ kind: 'host' }], edges: [] });
  });
});

describe('lines that are none', () => {
  test('events that say nothing about the graph are skipped, on any channel', () => {
    for (const event of [
      flat(13, actor),
      flat(18, actor),
      security(4658, {}),
      security(1102, {}),
      flat(4104, {}, 'Microsoft-Windows-PowerShell/Operational'),
      flat(1, actor, 'Other'),
    ])
      expect(readOne(windows, event)).toEqual({ nothing: expect.stringMatching(/^other (log|event)$/) as string });
  });

  test('what is not understood gets its reason, and the reason holds nothing of the line', () => {
    for (const [line, reason] of [
      ['{"a"', 'not a JSON object'],
      ['[1]', 'not a JSON object'],
      ['"text"', 'not a JSON object'],
      ['{"a":1}', 'not a Windows event'],
      [JSON.stringify({ ...flat(1, start), EventID: 'x' }), 'no event id'],
      [JSON.stringify({ ...flat(1, start), Hostname: 'two words' }), 'no host name'],
      [JSON.stringify({ ...flat(1, start), UtcTime: 'now', '@timestamp': 'soon' }), 'no usable time'],
      [JSON.stringify(flat(1, { ...start, ProcessGuid: 'secret' })), 'no process'],
    ] as const)
      expect(readOne(windows, line)).toEqual({ malformed: reason });
  });
});
