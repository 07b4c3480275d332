/** The parts of the stand-in that need no Chromium: what travels between main and a page, and how addresses are told. */
import { expect, test } from 'vitest';
import { fromChromium, originOf, toChromium } from '../../../runtime/stand-in/address.ts';
import { chromiumFlags } from '../../../runtime/stand-in/flags.ts';
import { decode, encode } from '../../../runtime/stand-in/wire.ts';

test.each([
  [{ a: [1, 'x', null, true], b: { c: {} } }],
  [new Uint8Array([0, 127, 255])],
  [new Date(12)],
  [undefined],
  [{ $: 'bytes', value: 'looks like a tag, is data' }],
  ['\u2028 <\/script> \0 é'],
])('carries %j unchanged', (value) => {
  expect(decode(encode(value))).toEqual(value);
});

test.each([[() => 1], [Symbol('x')], [{ deep: [() => 1] }]])('refuses what cannot be cloned', (value) => {
  expect(() => encode(value)).toThrow('An object could not be cloned.');
});

test('main sees app:// where Chromium has a name of its own, and back', () => {
  expect(toChromium('app://workstation/a/b?c#d')).toBe('https://workstation.app.invalid/a/b?c#d');
  expect(fromChromium('https://workstation.app.invalid/a/b?c#d')).toBe('app://workstation/a/b?c#d');
  expect(originOf('app://workstation/a')).toBe('app://workstation');
  for (const address of ['https://elsewhere.example/', 'data:,x', 'about:blank']) {
    expect(fromChromium(toChromium(address))).toBe(address);
  }
});

test('Chromium starts offline, and keeps what a driver switched off', () => {
  const flags = chromiumFlags({ profile: '/p', headless: false, forwarded: ['--disable-features=Theirs', '--remote-debugging-port=0'] });
  expect(flags).toContain('--host-resolver-rules=MAP * ~NOTFOUND');
  expect(flags).toContain('--remote-debugging-port=0');
  expect(flags.filter((flag) => flag.startsWith('--disable-features='))).toHaveLength(1);
  expect(flags.find((flag) => flag.startsWith('--disable-features='))).toContain('Theirs');
});
