/** Names, addresses and secrets in every writing that logs have: by their form where no record has them, packed, escaped, cut; and whatever stands around them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesOf } from '../../../../electron/export/names.ts';
import { Pseudonyms, knownNames, rawRedactor } from '../../../../electron/export/redact.ts';
import type { Names } from '../../../../electron/export/redact.ts';
import { SECRET, withoutSecrets } from '../../../../electron/export/secrets.ts';
import { LIMITS } from '../../../../shared/limits.ts';

const none: Names = { users: [], hosts: [], domains: [] };
const of = (names: Partial<Names> = {}): Pseudonyms => new Pseudonyms(knownNames([], [], { ...none, ...names }));

describe('by their form, where no record has them', () => {
  test.each([
    'C:\\\\Users\\\\hmeyer\\\\x.exe',
    '"path":"C:\\\\\\\\Users\\\\\\\\hmeyer"',
    '%5CUsers%5Chmeyer%5Cx',
    '/home/hmeyer/.ssh',
    'C:\\Users\\HMEYER~1\\x',
    'OTHERDOM\\hmeyer logged on',
    'otherdom\\\\hmeyer',
    'C:\\a\\b.exe by OTHERDOM\\hmeyer',
    'hmeyer@corp',
    'hmeyer\\u0040corp.example',
    'hmeyer%40corp.example',
    'hmeyer&#64;corp.example',
    '{"cwd":"/home/hmeyer\\nabc"}',
    `powershell -enc ${Buffer.from('\\\\fs01\\c$\\Users\\hmeyer', 'utf16le').toString('base64')}`,
    `[Convert]::FromBase64String('${Buffer.from('mail to hmeyer@corp.example now').toString('base64')}')`,
  ])('a user: %s', (text) => {
    const said = of().text(text);
    expect(said).not.toMatch(/hmeyer/i);
    expect(said).toMatch(/USER-1|ARGUMENTS-1/);
  });

  test.each([
    ['\\\\FS07\\finance$', '\\\\HOST-1\\SHARE-1'],
    ['dir \\\\FS07\\c$\\x', 'dir \\\\HOST-1\\c$\\x'],
    ['"\\\\\\\\FS07\\\\finance$"', '"\\\\\\\\HOST-1\\\\SHARE-1"'],
    ['\\\\*\\HR-MUELLER$', '\\\\*\\SHARE-1'],
    ['\\\\10.0.0.7\\ipc$', '\\\\ADDRESS-1\\ipc$'],
    ['http://portal7/wiki', 'http://HOST-1/wiki'],
    ['print7.corp.local said', 'HOST-1 said'],
    ['S-1-12-1-1-2-3-4 and HKU\\S-1-5-21-1-2-3-500_Classes', 'USER-1 and HKU\\USER-2_Classes'],
    ['müller@firma.example', 'USER-1'],
  ])('%s', (text, said) => expect(of().text(text)).toBe(said));

  test.each([
    'C:\\Program Files\\Common Files\\x y\\z.exe',
    'C:\\Windows\\System32\\cmd.exe',
    'HKLM\\SOFTWARE\\Microsoft\\Windows NT',
    'NT AUTHORITY\\SYSTEM',
    '\\\\?\\C:\\Windows\\x.exe',
    '\\\\.\\pipe\\lsass',
    'Microsoft.WindowsCalculator_10.2008.2.0_x64',
    'd41d8cd98f00b204e9800998ecf8427e',
    'https://evil.example/a?b=c',
  ])('what is none stays: %s', (text) => expect(of().text(text)).toBe(text));

  test('an agent keeps its products, and no name of a machine', () => {
    const said = Object.fromEntries(
      of().props({ agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) okta/1.2 hmeyer-mac', userAgent: 'python-requests/2.31' }),
    );
    expect(said).toEqual({ agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) okta/1.2 …', userAgent: 'python-requests/2.31' });
  });
});

describe('known names', () => {
  test.each([
    ['jose\u0301', 'josé was here'],
    ['josé', 'jose\u0301 was here'],
    ['josé', 'C:/x/jos%C3%A9.txt'],
    ['_svc', '_svc.log'],
    ['pg\u200bustavo', 'PGUSTAVO.log'],
    ['pgustavo', 'pg\u200bustavo'],
    ['Dana Smith', 'Dana_Smith.docx, dana.smith, Dana%20Smith, DanaSmith2, danasmith'],
    ['pgustavo', 'BackupPGustavo2.zip'],
    ['pgustavo', 'ａ ｐｇｕｓｔａｖｏ'],
    ['pgustavo', '"a\\npgustavo"'],
    ['pgustavo', 'a\\npgustavo\u202eb'],
    ['Dana Smith', 'Smith, Dana'],
    ["o'brien", 'o’brien, obrien.docx'],
    ['pgustavo.long', 'PGUSTA~1'],
    ['dana.smith', '\\ndana.smith%443'],
    ['pgustavo', 'C:\\nmap\\pgustavo'],
    ['pgustavo', `${'x'.repeat(100)}/pgusta…`],
  ])('%s in %s', (name, text) => {
    const said = of({ users: [name] }).text(text);
    expect(said.normalize('NFKC')).not.toMatch(/jos|_svc|gusta|dana|smith|brien/i);
  });

  test('a host’s in a label that hides it, and below a domain that is known', () => {
    expect(of({ hosts: ['WKS\u200b-5'] }).text('wks-5 and wks\u200b-5')).not.toMatch(/wks/i);
    expect(of({ domains: ['shire.example'] }).text('intranet.shire.example, shire.example')).toBe('HOST-1, DOMAIN-1');
  });

  test('somebody’s who took evidence', () => {
    expect(of({ users: ['Nora'] }).person('nora')).toBe('USER-1');
    expect(of().person('password: hush')).not.toContain('hush');
    expect(rawRedactor().person('password: hush')).toBe(`password: ${SECRET}`);
  });
});

test('what a property’s name says to be a secret goes whole, with names and without', () => {
  const props = {
    password: 'Winter2024!',
    token: 'abcdefg',
    authorization: 'Basic x',
    dbPassword: 'x',
    client_secret: 'y y',
    cookie: 'z',
    pin: 1234,
    otp: ['1', '2'],
  };
  for (const redactor of [of(), rawRedactor()]) {
    expect(redactor.props(props).map(([, value]) => value)).toEqual(Object.keys(props).map(() => SECRET));
    expect(redactor.hidden().secrets).toBe(8);
  }
  expect(rawRedactor().props({ package: 'NTLM', compass: 'n' })).toEqual([
    ['package', 'NTLM'],
    ['compass', 'n'],
  ]);
});

test.each(['pass\u200bword: Winter1', 'password\\u003dWin!ter', 'p%61ssword=Winter1', '&quot;password&quot;:&quot;Winter1&quot;'])(
  'a secret under escapes and unseen signs goes: %s',
  (text) => {
    for (const redactor of [of(), rawRedactor()]) expect(redactor.text(text)).not.toMatch(/win|ter/i);
  },
);

test('a customer with more names than are looked for exports none with pseudonyms', async () => {
  let page = 0;
  const ask = async () => ({ ok: true, value: { rows: Array.from({ length: LIMITS.rows }, (_, at) => [`u${page++}-${at}`]) } });
  expect(await namesOf(ask as never, 2_000)).toMatchObject({ ok: false, error: { code: 'limit' } });
  const few = async () => ({ ok: true, value: { rows: [['one']] } });
  expect(await namesOf(few as never, 2_000)).toEqual({
    ok: true,
    value: { users: ['one', 'one'], hosts: ['one'], domains: ['one', 'one'] },
  });
});

describe('whatever stands around it', () => {
  /** What parts words in logs: blanks, brackets, quotes, paths, lists, escapes. */
  const parting = fc.constantFrom(
    ...' \t\n"\'`()[]{}<>,;:=|/\\_-+*#!?&%$@~^',
    '\\n',
    '\\"',
    '%20',
    '&quot;',
    '\u00a0',
    '\u200b',
    '→',
    '\u202e',
  );
  const word = fc.constantFrom('the', 'C:', 'Users', 'src', 'tcp', '443', '17', 'exe', 'log2', 'x', 'a1', 'http:', '2024', 'ü', 'f', '');
  const around = fc.array(fc.oneof(parting, word), { maxLength: 6 }).map((parts) => parts.join(''));
  const framed = fc.tuple(around, parting, parting, around);

  test('an own address never stays', () => {
    const address = fc.oneof(
      fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map(([b, c, d]) => `10.${b}.${c}.${d}`),
      fc.tuple(fc.nat(255), fc.nat(255)).map(([c, d]) => `192.168.${c}.${d}`),
      fc.nat(0xffff).map((last) => `fe80::1cae:5aa4:${last.toString(16)}`),
    );
    fc.assert(
      fc.property(address, framed, (one, [a, b, c, d]) => void expect(of().text(`${a}${b}${one}${c}${d}`)).not.toContain(one)),
      { numRuns: 3_000 },
    );
  });

  test('a known name never stays', () => {
    const name = fc.constantFrom('pgustavo', 'dana.smith', 'WKS-5', 'shire.example', 'müller');
    const redactor = of({ users: ['pgustavo', 'dana.smith', 'müller'], hosts: ['WKS-5'], domains: ['shire.example'] });
    fc.assert(
      fc.property(name, framed, (one, [a, b, c, d]) => void expect(redactor.text(`${a}${b}${one}${c}${d}`)).not.toContain(one)),
      { numRuns: 3_000 },
    );
  });

  test('a secret behind a word and a sign never stays, with names or without', () => {
    const head = fc.constantFrom(
      'password=',
      'password: ',
      '/pass:',
      '--token ',
      '"secret":"',
      '\\"apiKey\\":\\"',
      'pw: ',
      '<password>',
      'Cookie: a=',
    );
    const secret = fc
      .array(fc.constantFrom('Xq9', '!', ',', 'zz', '%', '&', '.', '@', '/', ':', '#'), { minLength: 2, maxLength: 6 })
      .map((parts) => `Kx7${parts.join('')}v8Q`);
    fc.assert(
      fc.property(head, secret, around, (before, one, a) => {
        const text = `${a} ${before}${one}`;
        for (const said of [of().text(text), rawRedactor().text(text)]) expect(said).not.toMatch(/v8Q|Kx7/);
      }),
      { numRuns: 3_000 },
    );
  });
});

test(
  'no text makes it slow: each is as long as notes may be, and one that is gone over again and again would take minutes',
  { timeout: 60_000 },
  () => {
    const redactor = of({ users: ['pgustavo', 'dana smith'], hosts: ['wks-5'] });
    for (const piece of [
      '-',
      'a',
      'password ',
      'password-',
      '1.',
      'a:',
      '::',
      '%41',
      '\\',
      '\\\\a',
      '//',
      'eyJ-',
      'a@',
      '@',
      'a.',
      '<password',
      'http://a:',
      '"',
      '0',
      'zip -p ',
      'CORP\\',
      'C:\\a ',
      'token(',
      '&#65;',
      'dana ',
      'aB',
    ])
      expect(redactor.text(piece.repeat(LIMITS.caseNotes / piece.length)).length).toBeGreaterThan(0);
    expect(withoutSecrets('password '.repeat(10_000)).removed).toBe(0);
  },
);
