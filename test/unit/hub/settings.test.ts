/** What the hub may be told at its start. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../hub/settings.ts';

test('a demo, or a configured identity provider, and never both', () => {
  expect(readSettings(['--demo', '--port', '0', '--data-folder', '/x'])).toMatchObject({
    port: 0,
    dataFolder: '/x',
    issuer: null,
    data: null,
  });
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
  expect(() => readSettings(['--demo', '--hosts', '0.0.0.0'])).toThrow('--hosts');
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

describe('where it is reached', () => {
  const real = ['--issuer', 'https://id.example', '--client', 'x'];
  const tls = ['--tls-cert', '/c.pem', '--tls-key', '/k.pem'];

  test('this machine alone, when nothing is said', () => {
    expect(readSettings(real)).toMatchObject({ host: '127.0.0.1', tls: null, behindProxy: false, publicUrl: null, takeOver: false });
  });

  test('beyond this machine only with TLS or behind a proxy, and under a name', () => {
    const beyond = [...real, '--host', '0.0.0.0'];
    expect(() => readSettings(beyond)).toThrow('--tls-cert');
    expect(() => readSettings([...beyond, ...tls])).toThrow('--public-url');
    expect(() => readSettings([...beyond, '--behind-proxy'])).toThrow('--public-url');
    expect(() => readSettings([...beyond, ...tls, '--public-url', 'http://hub.example'])).toThrow('https');
    expect(readSettings([...beyond, ...tls, '--public-url', 'https://hub.example/'])).toMatchObject({
      host: '0.0.0.0',
      tls: { cert: '/c.pem', key: '/k.pem' },
      publicUrl: 'https://hub.example',
    });
    expect(readSettings([...beyond, '--behind-proxy', '--public-url', 'https://hub.example'])).toMatchObject({
      behindProxy: true,
      tls: null,
    });
  });

  test('a demo never beyond this machine; no certificate without its key; no name for an address; no path in a name', () => {
    expect(() => readSettings(['--demo', '--host', '0.0.0.0', ...tls, '--public-url', 'https://hub.example'])).toThrow('this machine only');
    expect(() => readSettings([...real, '--tls-cert', '/c.pem'])).toThrow('together');
    expect(() => readSettings([...real, ...tls, '--behind-proxy'])).toThrow('either');
    expect(() => readSettings([...real, '--host', 'hub.example'])).toThrow('IP address');
    expect(() => readSettings([...real, '--public-url', 'https://hub.example/path'])).toThrow('without a path');
  });

  test('a place is taken over on a server only', () => {
    expect(() => readSettings([...real, '--take-over'])).toThrow('--database');
    expect(readSettings([...real, '--take-over', '--database', 'postgres://a:b@c/d'])).toMatchObject({ takeOver: true });
  });
});
