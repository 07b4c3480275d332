/** Only a sign-in page may leave for the system's browser: https, or http on this machine; never with a name in the address. */
import { expect, test } from 'vitest';
import { mayOpen } from '../../../../electron/shell/open-external.ts';

test.each(['https://login.example/authorize?x=1', 'http://127.0.0.1:8080/auth', 'http://localhost:1/', 'http://[::1]:9/'])(
  'opens %s',
  (address) => {
    expect(mayOpen(address)).toBe(true);
  },
);

test.each([
  'http://login.example/',
  'http://127.0.0.1.elsewhere.example/',
  'https://user:word@login.example/',
  'http://127.0.0.1@elsewhere.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'app://workstation/index.html',
  'calculator:',
  '',
  '--help',
])('refuses %s', (address) => {
  expect(mayOpen(address)).toBe(false);
});
