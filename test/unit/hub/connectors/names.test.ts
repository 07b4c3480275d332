/** One thing has one key, however it is spelled; two things have two. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf, wholeNumber } from '../../../../hub/connectors/fields.ts';
import { addressName, domainName, filePath, guidName, hostName, isUnicast, userName } from '../../../../hub/connectors/names.ts';
import { timeOf } from '../../../../hub/connectors/times.ts';

const here = hostName('WORKSTATION6.theshire.local')!;
const there = hostName('WS-1')!;

describe('names', () => {
  test('a machine with and without its domain is one machine', () => {
    expect(hostName('WORKSTATION6')).toEqual({ key: 'workstation6', label: 'WORKSTATION6', domain: '' });
    expect(hostName('workstation6.TheShire.local.')).toEqual({ key: 'workstation6', label: 'WORKSTATION6', domain: 'theshire.local' });
    expect(hostName('10.0.0.1')).toEqual({ key: '10.0.0.1', label: '10.0.0.1', domain: '' });
    for (const none of ['', '.', '.local', 'two words', 'a\\b', 'x'.repeat(300)]) expect(hostName(none)).toBeNull();
  });

  test('an account is told by domain and name without case, the short and the DNS name of a domain alike', () => {
    const keys = [
      ['THESHIRE', 'pgustavo'],
      ['theshire.local', 'PGustavo'],
      ['THESHIRE.LOCAL', 'pgustavo@THESHIRE.LOCAL'],
      ['', 'pgustavo@theshire.local'],
    ].map(([domain, name]) => userName(domain!, name!, here)?.key);
    expect(new Set(keys).size).toBe(1);
    expect(userName('SHIRE', 'pgustavo', here)?.key).not.toBe(keys[0]);
    expect(userName('', 'wardog', here)).toEqual(userName('WORKSTATION6', 'wardog', there));
    expect(userName('SHIRE', '', here)).toBeNull();
  });

  test('SYSTEM of one machine is not SYSTEM of another; a machine has one account wherever it logs on', () => {
    expect(userName('NT AUTHORITY', 'SYSTEM', here)).toMatchObject({ label: 'NT AUTHORITY\\SYSTEM (WORKSTATION6)' });
    expect(userName('NT AUTHORITY', 'SYSTEM', here)?.key).not.toBe(userName('NT AUTHORITY', 'SYSTEM', there)?.key);
    expect(userName('Window Manager', 'DWM-1', here)?.key).not.toBe(userName('Window Manager', 'DWM-1', there)?.key);
    expect(userName('SHIRE.COM', 'HFDC01$', here)).toEqual(userName('WORKGROUP', 'hfdc01$', there));
  });

  test('an address has one form; what every machine has is no address', () => {
    expect(addressName('::ffff:172.18.39.5')).toBe('172.18.39.5');
    expect(addressName('0:0:0:0:0:ffff:ac12:2705')).toBe('172.18.39.5');
    expect(addressName('FE80:0:0:0:E086:822B:9735:45C8%12')).toBe('fe80::e086:822b:9735:45c8');
    expect(addressName('[2001:DB8::1]')).toBe('2001:db8::1');
    for (const none of [
      '',
      '-',
      '0.0.0.0',
      '::',
      '::1',
      '0:0:0:0:0:0:0:1',
      '127.0.0.1',
      '::ffff:127.0.0.1',
      '1.2.3',
      '01.2.3.4',
      'ec2.amazonaws.com',
    ])
      expect(addressName(none), none).toBeNull();
    expect(['224.0.0.252', '239.255.255.250', '255.255.255.255', 'ff02::fb'].map(isUnicast)).toEqual([false, false, false, false]);
    expect(['10.0.0.1', '223.1.1.1', 'fe80::1'].map(isUnicast)).toEqual([true, true, true]);
  });

  test('paths, GUIDs and names of DNS are compared as Windows and DNS compare them', () => {
    expect(filePath('C:/Windows/Explorer.EXE')).toEqual({ key: 'c:\\windows\\explorer.exe', label: 'Explorer.EXE' });
    expect(filePath('System')).toBeNull();
    expect(guidName('{39E4A257-79FB-5F92-7117-000000000700}')).toBe(guidName('39e4a257-79fb-5f92-7117-000000000700'));
    expect(guidName('{00000000-0000-0000-0000-000000000000}')).toBeNull();
    expect(domainName('WWW.Example.COM.')).toBe('www.example.com');
    expect(domainName('10.0.0.1')).toBeNull();
  });

  test('times are UTC unless they say otherwise; broken clocks are no time', () => {
    const moment = Date.UTC(2020, 9, 23, 6, 36, 43, 542);
    for (const text of [
      '2020-10-23 06:36:43.542',
      '2020-10-23T06:36:43.5421370Z',
      '2020-10-23T02:36:43.542-04:00',
      '2020-10-23T08:36:43.542+0200',
    ])
      expect(timeOf(text), text).toBe(moment);
    for (const none of [
      '',
      '1601-01-01 00:00:00.000',
      '9999-01-01T00:00:00Z',
      '2020-10-23',
      '2020-13-01T00:00:00Z',
      '2020-10-23T25:00:00Z',
      '23.10.2020 06:36',
      '1603434991',
    ])
      expect(timeOf(none), none).toBeNull();
  });

  test('fields are read by what they are: hex and decimal text, numbers as text, signs for nothing', () => {
    expect([
      wholeNumber('0x1f8c'),
      wholeNumber('8076'),
      wholeNumber('0x'),
      wholeNumber('-1'),
      wholeNumber('1e3'),
      wholeNumber('99999999999999999'),
    ]).toEqual([8076, 8076, null, null, null, null]);
    expect(textOf({ a: 4624 }, 'a')).toBe('4624');
    for (const nothing of ['-', ' ', 'N/A', '<unknown process>', null, [], {}]) expect(textOf({ a: nothing }, 'a')).toBe('');
    expect(textOf({ a: 'x\0y\ud800' }, 'a')).toBe('x\uFFFDy\uFFFD');
    expect(textOf({}, 'toString')).toBe('');
    expect(textOf(JSON.parse('{"__proto__":"x"}') as Record<string, unknown>, 'a')).toBe('');
  });

  test('every IPv4 address is its own mapped address, and normalising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressName(`::ffff:${address}`)).toBe(addressName(address));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const name = addressName(address);
        if (name !== null) expect(addressName(name)).toBe(name);
      }),
    );
  });
});
