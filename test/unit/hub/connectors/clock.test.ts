/** When a Windows event happened, where the collector's clock was wrong, and how sure that is. */
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../hub/connectors/windows.ts';
import { readAll } from '../../../support/connector-conformance.ts';

const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const GUID = '{39e4a257-79fb-5f92-7117-000000000700}';
const flat = (EventID: number, data: object, Channel = SYSMON, Hostname = 'WS-1') =>
  JSON.stringify({ EventID, Channel, Hostname, ProcessGuid: GUID, ...data });
const sysmon = (minute: number, more: object = {}, host?: string) =>
  flat(
    5,
    { UtcTime: `2020-10-23 06:${minute}:00.000`, '@timestamp': `2020-10-23T02:${minute}:00.003Z`, Image: 'C:\\a.exe', ...more },
    SYSMON,
    host,
  );
const logon = (at: object, host?: string) =>
  flat(4624, { TargetUserName: 'ana', TargetDomainName: 'X', LogonType: '2', ...at }, 'Security', host);

const told = (lines: readonly string[]) =>
  readAll(windows, lines).map((result) =>
    'seen' in result ? [new Date(result.seen.time).toISOString().slice(0, 16), result.seen.edges.at(-1)!.props.clock ?? 'sure'] : result,
  );

describe('the clock of a collector', () => {
  test('that is hours off is put right by the Sysmon events of its machine, wherever they stand in the file', () => {
    const lines = [
      logon({ '@timestamp': '2020-10-23T02:30:00Z' }),
      sysmon(31),
      sysmon(32),
      sysmon(33),
      logon({ TimeCreated: '2020-10-23T02:59:00Z' }),
    ];
    expect(told(lines)).toEqual([
      ['2020-10-23T06:30', 'corrected'],
      ['2020-10-23T06:31', 'sure'],
      ['2020-10-23T06:32', 'sure'],
      ['2020-10-23T06:33', 'sure'],
      ['2020-10-23T06:59', 'corrected'],
    ]);
  });

  test('that is right is known to be right; one of which nothing is known is not', () => {
    const right = [31, 32, 33].map((minute) => sysmon(minute, { '@timestamp': `2020-10-23T06:${minute}:00Z` }));
    expect(told([...right, logon({ '@timestamp': '2020-10-23T06:40:00Z' })]).at(-1)).toEqual(['2020-10-23T06:40', 'sure']);
    expect(told([logon({ '@timestamp': '2020-10-23T06:40:00Z' })])).toEqual([['2020-10-23T06:40', 'unsure']]);
    expect(told([logon({ EventTime: '2020-10-23 06:40:00' })])).toEqual([['2020-10-23T06:40', 'unsure']]);
  });

  test('of shapes whose times are UTC is never moved', () => {
    const azure = JSON.stringify({
      EventID: 4624,
      Channel: 'Security',
      Computer: 'WS-1',
      TimeGenerated: '2020-10-23T02:30:00Z',
      EventData: '{"TargetUserName":"ana"}',
    });
    const evtx = JSON.stringify({
      Event: {
        System: {
          EventID: 4624,
          Channel: 'Security',
          Computer: 'WS-1',
          TimeCreated: { '#attributes': { SystemTime: '2020-10-23 02:30:00' } },
        },
        EventData: { TargetUserName: 'ana' },
      },
    });
    expect(told([sysmon(31), sysmon(32), sysmon(33), azure, evtx]).slice(3)).toEqual([
      ['2020-10-23T02:30', 'sure'],
      ['2020-10-23T02:30', 'sure'],
    ]);
  });

  test('is each machine’s own; a machine without Sysmon takes what all others agree on, and nothing where they do not', () => {
    const mine = [31, 32, 33].map((minute) => sysmon(minute));
    const theirs = [31, 32, 33].map((minute) => sysmon(minute, { '@timestamp': `2020-10-22T23:${minute}:00Z` }, 'WS-2'));
    const at = { '@timestamp': '2020-10-23T02:30:00Z' };
    expect(told([...mine, ...theirs, logon(at), logon(at, 'ws-2.corp.example'), logon(at, 'WS-3')]).slice(6)).toEqual([
      ['2020-10-23T06:30', 'corrected'],
      ['2020-10-23T09:30', 'corrected'],
      ['2020-10-23T02:30', 'unsure'],
    ]);
    // One machine alone may be hostile, or an odd one.
    expect(told([...mine, logon(at, 'WS-3')]).at(-1)).toEqual(['2020-10-23T06:30', 'unsure']);
    const alike = [31, 32, 33].map((minute) => sysmon(minute, {}, 'WS-2'));
    expect(told([...mine, ...alike, logon(at, 'WS-3')]).at(-1)).toEqual(['2020-10-23T06:30', 'corrected']);
  });

  test('that is farther off than zones are is a forged event, and moves nobody', () => {
    const evil = ['EVIL', 'EVIL-2'].flatMap((host) =>
      [1, 2, 3].map((minute) =>
        sysmon(30 + minute, { UtcTime: `1990-01-02 00:0${minute}:00.000`, '@timestamp': `2099-12-31T00:0${minute}:00Z` }, host),
      ),
    );
    const at = { '@timestamp': '2024-10-23T02:30:00Z' };
    expect(told([...evil, logon(at, 'DC-1'), logon(at, 'EVIL')]).slice(-2)).toEqual([
      ['2024-10-23T02:30', 'unsure'],
      ['2024-10-23T02:30', 'unsure'],
    ]);
    const early = logon({ '@timestamp': '1990-01-01T00:30:00Z' });
    expect(told([sysmon(31), sysmon(32), sysmon(33), early]).at(-1)).toMatchObject(['1990-01-01T04:30', 'corrected']);
    const ahead = [1, 2, 3].map((minute) => sysmon(30 + minute, { '@timestamp': `2020-10-23T10:3${minute}:00.003Z` }));
    expect(told([...ahead, early]).at(-1)).toEqual({ malformed: 'no usable time' });
  });

  test('is no part of a batch’s name: the same lines are the same events, whatever is found out of the machines since', () => {
    const reader = windows.open('[["",14400000],["ws-1",14400000]]');
    expect(reader.state()).toBe(windows.open('').state());
  });

  test('is believed when four in five of at least three events agree, to a quarter of an hour', () => {
    const at = { '@timestamp': '2020-10-23T02:30:00Z' };
    const odd = sysmon(40, { '@timestamp': '2020-10-23T05:40:00Z' });
    expect(told([sysmon(31), sysmon(32), logon(at)]).at(-1)).toEqual(['2020-10-23T02:30', 'unsure']);
    expect(told([sysmon(31), sysmon(32), sysmon(33), odd, logon(at)]).at(-1)).toEqual(['2020-10-23T02:30', 'unsure']);
    expect(told([sysmon(31), sysmon(32), sysmon(33), sysmon(34), odd, logon(at)]).at(-1)).toEqual(['2020-10-23T06:30', 'corrected']);
    const late = [31, 32, 33].map((minute) => sysmon(minute, { '@timestamp': `2020-10-23T02:${minute + 7}:00Z` }));
    expect(told([...late, logon(at)]).at(-1)).toEqual(['2020-10-23T02:30', 'unsure']);
  });

  test('decides where Sysmon’s own network clock is hours off', () => {
    const wire = (UtcTime: string) =>
      flat(3, {
        UtcTime,
        '@timestamp': '2020-10-23T02:35:00Z',
        Image: 'C:\\a.exe',
        Initiated: 'true',
        DestinationIp: '203.0.113.9',
        DestinationPort: '443',
        Protocol: 'tcp',
      });
    const lines = [sysmon(31), sysmon(32), sysmon(33), wire('2020-10-22 05:35:00.000'), wire('2020-10-23 06:34:10.000')];
    expect(told(lines).slice(3)).toEqual([
      ['2020-10-23T06:35', 'corrected'],
      ['2020-10-23T06:34', 'sure'],
    ]);
  });
});
