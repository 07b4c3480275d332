import { describe, expect, it } from 'vitest';
import { defang } from '../../../../renderer/features/details/defang.ts';

describe('copied text', () => {
  it.each([
    ['https://evil.example/a?b=c', 'hxxps://evil[.]example/a?b=c'],
    ['HTTP://10.1.2.3:8080/x', 'hxxp://10[.]1[.]2[.]3:8080/x'],
    ['ftp://files.evil.example', 'ftp[://]files[.]evil[.]example'],
    ['mail someone@evil.example now', 'mail someone[@]evil[.]example now'],
    ['fe80::1ff:fe23:4567:890a', 'fe80[:][:]1ff[:]fe23[:]4567[:]890a'],
    ['https://evil.exe/run', 'hxxps://evil[.]exe/run'],
    ['bücher.example', 'bücher[.]example'],
    ['a\u202eb', 'aU+202Eb'],
    ['https://user@evil.example:8443/x.exe', 'hxxps://user[@]evil[.]example:8443/x.exe'],
  ])('%j has no link left in it', (text, safe) => expect(defang(text)).toBe(safe));

  it.each([
    'powershell.exe -NoP -W Hidden',
    'C:\\Windows\\System32\\cmd.exe',
    'CORP\\j.doe',
    '2026-03-01 04:12:07',
    'T1059.001',
    'aa:bb:cc:dd:ee:ff',
    'a sentence. Another',
  ])('%j is no address and stays as it is', (text) => expect(defang(text)).toBe(text));
});
