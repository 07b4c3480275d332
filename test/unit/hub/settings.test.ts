/** What the hub may be told at its start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../../hub/settings.ts';

test('a demo, or a configured identity provider, and never both', () => {
  expect(readSettings(['--demo', '--port', '0', '--data-folder', '/x'])).toEqual({ port: 0, dataFolder: '/x', issuer: null, data: null });
  const issuer = { url: 'https://id.example', client: 'desk', title: 'Sign-in' };
  expect(readSettings(['--issuer', issuer.url, '--client', issuer.client])).toMatchObject({ issuer, port: 7420 });
  expect(() => readSettings(['--demo', '--issuer', issuer.url, '--client', 'desk'])).toThrow('does not run beside');
  expect(() => readSettings([])).toThrow('give --demo');
  expect(() => readSettings(['--issuer', issuer.url])).toThrow('--client');
});

test('an identity provider is reached by https, or on this machine', () => {
  expect(() => readSettings(['--issuer', 'http://id.example', '--client', 'desk'])).toThrow('https');
  expect(readSettings(['--issuer', 'http://127.0.0.1:9', '--client', 'desk'])).toMatchObject({ issuer: { url: 'http://127.0.0.1:9' } });
});

test('nothing unknown, and no port that is none', () => {
  expect(() => readSettings(['--demo', '--host', '0.0.0.0'])).toThrow('--host');
  expect(() => readSettings(['--demo', '--port', '70000'])).toThrow('port');
  expect(() => readSettings(['--issuer', 'https://id.example', '--client', 'x', '--data', '/y'])).toThrow('--data');
});

test('a file holds what should not stand in the list of processes; the command line goes before it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ng-settings-'));
  try {
    const file = join(folder, 'hub.json');
    writeFileSync(file, JSON.stringify({ demo: true, database: 'postgres://a:b@c/d', port: 1 }));
    expect(readSettings(['--config', file, '--port', '2'])).toMatchObject({ database: 'postgres://a:b@c/d', port: 2, issuer: null });
    writeFileSync(file, JSON.stringify({ demo: true, colour: 'red' }));
    expect(() => readSettings(['--config', file])).toThrow('colour');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
