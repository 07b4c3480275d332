/** What leaves in an export: no name, no own address, no argument, and never a secret. */
import { describe, expect, test } from 'vitest';
import { isOwnAddress } from '../../../../electron/export/addresses.ts';
import { Pseudonyms, knownNames, rawRedactor } from '../../../../electron/export/redact.ts';
import type { Names } from '../../../../electron/export/redact.ts';
import { SECRET, withoutSecrets } from '../../../../electron/export/secrets.ts';
import { plain, plainLines, xml } from '../../../../electron/export/text.ts';
import type { NodeRecord } from '../../../../shared/graph/records.ts';
import { nodeOf } from '../../../support/export-input.ts';

const none: Names = { users: [], hosts: [], domains: [] };
const of = (nodes: NodeRecord[] = [], names: Partial<Names> = {}) => new Pseudonyms(knownNames(nodes, [], { ...none, ...names }));

describe('secrets', () => {
  const HUSH = 'Hush-9x!Qz';
  test.each([
    `net user bob ${HUSH} /add`,
    `net.exe use Z: \\\\dc01\\c$ ${HUSH} /user:admin`,
    `net use \\\\10.0.0.1\\ipc$ "${HUSH}" /user:x`,
    `psexec.exe \\\\dc01 -u admin -p ${HUSH} cmd.exe`,
    `wmic /node:dc01 /user:admin /password:${HUSH} process list`,
    `schtasks /create /tn x /ru admin /rp ${HUSH} /tr calc.exe`,
    `cmdkey /add:dc01 /user:admin /pass:${HUSH}`,
    `runas /savecred --password ${HUSH}`,
    `curl -u admin:${HUSH} https://a.example/`,
    `curl -H "Authorization: Bearer ${HUSH}abcdefgh" https://a.example/`,
    `curl -H 'X-Api-Key: ${HUSH}'`,
    `https://admin:${HUSH}@a.example/x`,
    `mysql -u root -p${HUSH} -e "select 1"`,
    `sshpass -p '${HUSH}' ssh a`,
    `{"password": "${HUSH}"}`,
    `password = ${HUSH}`,
    `PGPASSWORD=${HUSH} psql`,
    `AWS_SECRET_ACCESS_KEY=${HUSH}`,
    `set DB_PWD=${HUSH}`,
    `$p = ConvertTo-SecureString "${HUSH}" -AsPlainText -Force`,
    `New-Object System.Net.NetworkCredential("admin", "${HUSH}")`,
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${HUSH};`,
    `sekurlsa::pth /user:admin /ntlm:${HUSH}`,
    `Rubeus.exe asktgt /user:a /rc4:${HUSH}`,
    `7z a -p${HUSH} out.7z in`,
    `plink -pw ${HUSH} root@a`,
    `Cookie: session=${HUSH}`,
    `token: ${HUSH}`,
    `pw: ${HUSH}`,
    `creds: admin / ${HUSH}`,
    `the password is ${HUSH}`,
    `the password for the mail is ${HUSH}`,
    `password ${HUSH}`,
    `Passwort: ${HUSH}`,
    `Passwort (VPN): ${HUSH}`,
    `Password:\n  ${HUSH}`,
    `Password: two ${HUSH}`,
    `<password>${HUSH}</password>`,
    `<AdministratorPassword>\n  <Value>${HUSH}</Value>`,
    `<key>password</key>\n<string>${HUSH}</string>`,
    `<add key="password" value="${HUSH}"/>`,
    `{"name":"DB_PASSWORD","value":"${HUSH}"}`,
    `{\\"password\\":\\"${HUSH}\\"}`,
    `{\\\\\\"password\\\\\\":\\\\\\"a\\"${HUSH}\\\\\\"}`,
    `curl -d "{\\"token\\": \\"${HUSH}\\"}" https://a.example`,
    `reg add HKLM\\x /v DefaultPassword /t REG_SZ /d ${HUSH} /f`,
    `postgres://u:pa/ss@${HUSH}@h/db`,
    `https://u:p@${HUSH}@h`,
    `cmdkey /pass:Win,${HUSH}`,
    `--password='it''s ${HUSH}'`,
    `secretsdump.py corp/bob:${HUSH}@a.example`,
    `smbclient //a/b -U bob%${HUSH}`,
    `sqlplus scott/${HUSH}@h`,
    `jdbc:oracle:thin:scott/${HUSH}@//h:1521/x`,
    `user/pass: admin/${HUSH}`,
    `password → ${HUSH}`,
    `${HUSH} is the password`,
    `echo ${HUSH} | sudo -S id`,
    `docker login -u bob -p ${HUSH} r.example`,
    `ConvertTo-SecureString -AsPlainText -Force "${HUSH}"`,
    `bob:$6$salt$${HUSH}abcdefgh:19000::`,
  ])('%s', (line) => {
    const { text, removed } = withoutSecrets(line);
    expect(text).not.toContain(HUSH);
    expect(text).toContain(SECRET);
    expect(removed).toBeGreaterThan(0);
    expect(withoutSecrets(text)).toEqual({ text, removed: 0 });
  });

  test.each([
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'xoxb-123456789012-abcdefghij',
    'aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
    '$krb5tgs$23$*x$y$z*$0123',
  ])('by its form: %s', (secret) => {
    expect(withoutSecrets(`before ${secret} after`).text).toBe(`before ${SECRET} after`);
  });

  test('in a command that is written in base64: then the whole of it goes', () => {
    const packed = (line: string): string => `powershell -nop -enc ${Buffer.from(line, 'utf16le').toString('base64')}`;
    expect(withoutSecrets(packed('net user bob Secret123 /add')).text).toBe(`powershell -nop -enc ${SECRET}`);
    expect(withoutSecrets(packed('Get-Process | Sort-Object CPU')).removed).toBe(0);
  });

  test.each([
    'the token was stolen and the password changed',
    'C:\\Windows\\System32\\svchost.exe -k netsvcs -p -s Schedule',
    'net user bob /add',
    'net user /domain',
    'ping -n 3 10.0.0.1',
    'whoami /priv',
    'Failed password for root from port 22 ssh2',
    'mimikatz token::elevate privilege::debug',
    'compass: north; bypass=1',
    'https://a.example/a:b/c',
    'https://a.example:8443/path?x=1',
    'SHA256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ])('what is none stays: %s', (line) => expect(withoutSecrets(line)).toEqual({ text: line, removed: 0 }));
});

describe('addresses', () => {
  test('of one’s own, and of others', () => {
    for (const own of [
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '127.0.0.1',
      '169.254.1.1',
      '100.64.0.1',
      'fe80::1%eth0',
      'fd00::1',
      '::1',
      '::ffff:10.0.0.1',
    ])
      expect(isOwnAddress(own), own).toBe(true);
    for (const other of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2001:db8::1', '::ffff:8.8.8.8', '1.2.3', 'x', ''])
      expect(isOwnAddress(other), other).toBe(false);
  });

  const IN = '10.1.2.3';
  const ways = [
    `src:${IN}`,
    `tcp:${IN}:445`,
    `capture_${IN}.pcap`,
    `${IN}.log2.7z`,
    `${IN}.52344 > 8.8.8.8.53`,
    `1.${IN}`,
    `v${IN}`,
    'ip-10-1-2-3.ec2.internal',
    'nmap_10_1_2_3.xml',
    '10.1.2.* and 10.1.x.x',
    '10[.]1[.]2[.]3',
    '10.1.2[.]3',
    '10(dot)1(dot)2(dot)3',
    '10\\.1\\.2\\.3',
    '010.001.002.003',
    '::ffff:10.1.2.3',
    '[::ffff:10.1.2.3]:443',
    'x::ffff:10.1.2.3.7z',
    '::ffff:a01:203',
    '64:ff9b::a01:203',
    '3.2.1.10.in-addr.arpa',
    'http://167838211/x',
    'http://0x0a010203/x',
    'saddr=020001BB0A0102030000000000000000',
    '227 Entering Passive Mode (10,1,2,3,195,149)',
    '10%2E1%2E2%2E3',
    '10.1.\u200b2.3',
    '\uff11\uff10.1.2.3',
    Buffer.from('connect to 10.1.2.3 at once').toString('base64'),
    Buffer.from('connect to 10.1.2.3 at once', 'utf16le').toString('base64'),
    Buffer.from('connect to 10.1.2.3 at once').toString('hex'),
  ];
  test.each(ways)('however one is written, in a label and in a text: %s', (way) => {
    for (const said of [of().label(nodeOf(1, 'address', way)), of().text(`from ${way}, then`), of().text(`a\n${way}`)]) {
      expect(said).toMatch(/(?:ADDRESS|HOST|ARGUMENTS)-1/);
      expect(said.replaceAll(/\D/g, ' ')).not.toMatch(/10 +0*1 +0*2 +0*3|167838211/);
    }
  });

  test.each([
    'fe80::1',
    'src:fe80::1',
    '[fe80::1]:80',
    'fe80::1%eth0',
    'ad:fe80::1',
    '2024:fe80::1',
    'capture_fd00::1.pcap',
    'fd00:1:2:3:4:5:6:7:445',
    'fd00::1.445',
    'FD00::1',
    'fd00%3A%3A1',
    'fd00[:]:1',
    '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa',
    'fd00--1.ipv6-literal.net',
    'saddr=0A0001BB00000000FD00000000000000000000000000000100000000',
    'mac:00:11:22:aa:bb:cc',
    '00-11-22-aa-bb-cc',
    '0011.22aa.bbcc',
  ])('so of IPv6, and of hardware: %s', (way) => {
    expect(of().text(way)).toContain('ADDRESS-1');
    expect(of().text(way)).not.toMatch(/fe80|fd00|d\.f\.ip6|22.?aa/i);
  });

  test('the same one has one pseudonym in all its writings', () => {
    expect(of().text('10.1.2.3 ::ffff:10.1.2.3 3.2.1.10.in-addr.arpa 10[.]1[.]2[.]3')).toBe('ADDRESS-1 ADDRESS-1 ADDRESS-1 ADDRESS-1');
  });

  test.each([
    '8.8.8.8 and 110.0.0.5',
    '2001:db8::1 2606:4700::1111',
    '8.8.8.8.in-addr.arpa',
    'hxxp://evil[.]example/a',
    '10.0.19041.1',
    'std::vector [Convert]::ToInt32 12:34:56',
    '1.3.6.1.4.1.311.10.3.6',
    '2023-11-14 22:21:05',
  ])('others stay: %s', (text) => expect(of().text(text)).toBe(text));
});

describe('pseudonyms', () => {
  const host = nodeOf(1, 'host', 'WKS-5.shire.example', { domain: 'shire.example' });
  const user = nodeOf(2, 'user', 'SHIRE\\pgustavo', { account: 'pgustavo', domain: 'SHIRE', sid: 'S-1-5-21-1-2-3-1104' });
  const other = nodeOf(3, 'user', 'Dana Smith');
  const make = () => new Pseudonyms(knownNames([host, user, other], [], { users: ['SHIRE\\nmartha'], hosts: ['DC01'], domains: [] }));

  test('are the same for the same thing throughout, short or with its domain', () => {
    const of = make();
    expect([of.label(host), of.label(user), of.label(other)]).toEqual(['HOST-1', 'USER-1', expect.stringMatching(/^USER-\d$/)]);
    expect(of.text('PGUSTAVO on wks-5, WKS-5.SHIRE.EXAMPLE and wks-5$')).toBe('USER-1 on HOST-1, HOST-1 and HOST-1');
    expect(of.text('shire\\pgustavo, pgustavo@shire.example')).not.toMatch(/pgustavo|shire/i);
  });

  test('reach into paths, file names, mails, SIDs, ARNs and notes, and to people who are not in the export', () => {
    const of = make();
    const text = of.text(
      [
        'C:\\Users\\pgustavo\\x.exe C:\\Users\\somebody.else\\y.exe /home/ivan/.ssh',
        'backup_pgustavo_2024.zip pgustavo.docx',
        'nmartha came from DC01; Dana Smith said so',
        'S-1-5-21-99-98-97-500 arn:aws:iam::123456789012:user/eve 123456789012',
        '10.0.0.7:445 and 192.168.1.1, [fe80::1]:80, 8.8.8.8',
      ].join('\n'),
    );
    expect(text).not.toMatch(/pgustavo|somebody|ivan|nmartha|DC01|Smith|S-1-5-21-|eve|123456789012|10\.0\.0\.7|192\.168|fe80/i);
    expect(text).toContain('8.8.8.8');
    expect(text).toMatch(/ADDRESS-\d:445/);
    expect(text.split('\n')).toHaveLength(5);
  });

  test('leave the system’s own accounts, and words in which a name only happens to be', () => {
    const redactor = of([nodeOf(1, 'user', 'NT AUTHORITY\\SYSTEM'), nodeOf(2, 'user', 'ann'), nodeOf(3, 'host', 'x')]);
    expect(redactor.label(nodeOf(1, 'user', 'NT AUTHORITY\\SYSTEM'))).toBe('NT AUTHORITY\\SYSTEM');
    expect(redactor.text('System32 planned an annex; ann said x')).toBe('System32 planned an annex; USER-1 said x');
  });

  test('stand for arguments as a whole; the program stays', () => {
    const of = make();
    const props = {
      commandLine: '"C:\\Program Files\\a b.exe" /x pgustavo',
      parentCommandLine: 'cmd.exe',
      image: 'C:\\Users\\pgustavo\\a.exe',
    };
    expect(Object.fromEntries(of.props(props))).toEqual({
      commandLine: 'a b.exe ARGUMENTS-1',
      parentCommandLine: 'cmd.exe',
      image: 'C:\\Users\\USER-1\\a.exe',
    });
  });

  test('are not looked for in each other, whatever a name is', () => {
    const redactor = of([nodeOf(1, 'host', 'user'), nodeOf(2, 'user', 'host'), nodeOf(3, 'user', '100')]);
    expect(redactor.text('host user 100')).toBe('USER-1 HOST-1 USER-2');
  });

  test.each([
    ['dana\nsmith wrote it', 'USER-1 wrote it'],
    ['> dana\n> smith wrote it', '> USER-1 wrote it'],
    ['dana\n\nsmith', 'dana\n\nsmith'],
    ['AUTH LOGIN ZGFuYS5zbWl0aA== sent', 'AUTH LOGIN ARGUMENTS-1 sent'],
    ['AUTH LOGIN ZGFuYS5zbWl0aA sent', 'AUTH LOGIN ARGUMENTS-1 sent'],
    ['GET /mail/ZGFuYXNtaXRo/inbox', 'GET ARGUMENTS-1'],
    ['danasmit was 64616e612e736d697468', 'danasmit was ARGUMENTS-1'],
    ['powershell explorer.exe installation', 'powershell explorer.exe installation'],
  ])('also over the end of a line, and of a short name in base64 or hex: %j', (text, hidden) => {
    expect(of([], { users: ['dana.smith'] }).text(text)).toBe(hidden);
  });

  test('of many names that begin alike, the longest that stands there', () => {
    const hosts = Array.from({ length: 50_000 }, (_, at) => `DESKTOP-${at.toString(36).padStart(7, '0')}.acme.example`);
    const known = of([], { hosts: [...hosts, 'desktop', 'desktop-0000001-b'] });
    expect(known.text('DESKTOP-0000001 desktop_0000001_b DESKTOP-0000001.acme.example DESKTOP-zzzzzzz')).toBe(
      'HOST-1 HOST-2 HOST-1 HOST-3-zzzzzzz',
    );
  });

  test('are numbered as they come, whoever else the customer has; a sign that grows when it is small hides no name', () => {
    const redactor = of([other], { users: ['eve', 'frank', 'grace'], hosts: ['DC01', 'DC02', 'DC03'] });
    expect(redactor.text('\u0130 Dana Smith wrote to grace from DC03')).toBe('\u0130 USER-1 wrote to USER-2 from HOST-1');
    expect(redactor.hidden()).toMatchObject({ users: 2, hosts: 1 });
  });

  test('raw keeps names and takes secrets', () => {
    const of = rawRedactor();
    expect(of.label(user)).toBe('SHIRE\\pgustavo');
    expect(of.props({ commandLine: 'net user pgustavo Secret123 /add' })).toEqual([['commandLine', `net user pgustavo ${SECRET} /add`]]);
    expect(of.hidden()).toMatchObject({ users: 0, secrets: 1 });
  });
});

test('signs that can not be seen, turn the writing round or are none of XML’s are written out', () => {
  expect(plain('a\u202eb\u0000c\ud800\n')).toBe('a\\u{202e}b\\u{0}c\\u{d800}\\u{a}');
  expect(plainLines('a\r\nb\u0007')).toBe('a\nb\\u{7}');
  expect(xml('<a href="x">&\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
});
