/** app:// serves the built renderer's files by their plain names and nothing else, under one strict policy. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, fileFor, serveApp } from '../../../../electron/shell/scheme.ts';

let folder = '';
let answer: (request: Request) => Response | Promise<Response>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netgraph-scheme-'));
  mkdirSync(join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<h1>page</h1>');
  writeFileSync(join(folder, 'renderer', 'assets', 'index-1_a.js'), 'export {};');
  writeFileSync(join(folder, 'renderer', 'notes.key'), 'not a kind of file that is served');
  writeFileSync(join(folder, 'secret.json'), '{}');
  serveApp({ handle: (_scheme, handler) => void (answer = handler) }, join(folder, 'renderer'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  'app://workstation/',
  'app://workstation/index.html',
  'app://workstation/index.html?x=1#y',
  'app://workstation/assets/index-1_a.js',
])('serves %s with the policy', async (address) => {
  const response = await answer(new Request(address));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  'app://workstation/../secret.json',
  'app://workstation/%2e%2e/secret.json',
  'app://workstation/assets/..%2f..%2fsecret.json',
  'app://workstation/assets//../../secret.json',
  'app://workstation/.hidden',
  'app://workstation/assets\\..\\..\\secret.json',
  'app://workstation/notes.key',
  'app://workstation/none.html',
  'app://elsewhere/index.html',
  'https://workstation/index.html',
])('refuses %s, with the policy too', async (address) => {
  const response = await answer(new Request(address));
  expect(response.status).toBe(404);
  expect(await response.text()).toBe('');
  expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
});

test('refuses to be written to', async () => {
  expect((await answer(new Request('app://workstation/index.html', { method: 'POST', body: 'x' }))).status).toBe(405);
});

test('never names a file outside of its folder', () => {
  for (const address of ['app://workstation/../../etc/passwd', 'app://workstation//etc/passwd', 'not an address']) {
    const file = fileFor('/built/renderer', address);
    expect(file === null || file.startsWith('/built/renderer/')).toBe(true);
  }
});

test('allows no script, connection, frame or form but its own scripts', () => {
  expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';");
  expect(CONTENT_SECURITY_POLICY).toContain("connect-src 'none'");
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|\*|https?:/);
});
