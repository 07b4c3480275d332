/** A hub with a certificate of a private authority: which workstations reach it, which don't, and how it gets a new one. */
import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub } from '../../../../hub/start.ts';
import type { RunningHub } from '../../../../hub/start.ts';
import { newAuthority } from '../../../support/certificates.ts';
import type { Authority } from '../../../support/certificates.ts';
import { startProvider } from '../../../support/provider.ts';
import { dataFolder, silent } from '../store/open.ts';
import { PROTOCOL_VERSION } from '../../../../shared/protocol/version.ts';

const ROOT = join(import.meta.dirname, '../../../..');
let authority: Authority;
let files: { cert: string; key: string };
let hub: RunningHub;
let url: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  authority = newAuthority();
  files = authority.issue(['localhost', '127.0.0.1']);
  const provider = await startProvider();
  const folder = dataFolder();
  const issuer = { url: provider.url, client: provider.client, title: 'Corporate sign-in' };
  const settings = { port: 0, dataFolder: folder.path, data: null, log: silent, say: () => undefined, issuer };
  hub = await startHub({ ...settings, tls: files, publicUrl: 'https://hub.example' });
  url = hub.localUrl.replace('127.0.0.1', 'localhost');
  stop = async () => {
    await hub.close();
    await provider.close();
    folder.remove();
    authority.remove();
  };
}, 120_000);
afterAll(() => stop?.());

/** A workstation's first question, in a process of its own with this environment. */
async function about(at: string, env: Record<string, string> = {}): Promise<string> {
  const program = `
    import { trustSystem } from './electron/sync/trust.ts';
    import { askAbout } from './electron/sync/transport.ts';
    trustSystem();
    const about = await askAbout(process.argv[1]);
    console.log(about.ok ? 'reached ' + about.value.hub : about.error.code + ': ' + about.error.text);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, at], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let [said, faults] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (faults += bytes.toString()));
  await new Promise((gone) => child.once('close', gone));
  if (said === '') throw new Error(faults);
  return said.trim();
}

test('a workstation reaches it with the authority in its environment or in the system, and not without', async () => {
  expect(await about(url, { NODE_EXTRA_CA_CERTS: authority.ca })).toBe('reached Netgraph hub');
  expect(await about(url, { SSL_CERT_FILE: authority.ca })).toBe('reached Netgraph hub');
  expect(await about(url)).toContain('hub_unreachable: The certificate of the hub is not trusted');
});

test('a certificate for another name, or one that is over, is refused by the workstation', async () => {
  for (const [issued, why] of [
    [authority.issue(['other.example']), 'another name'],
    [authority.issue(['localhost'], -1), 'expired'],
  ] as const) {
    const server = createServer({ cert: readFileSync(issued.cert), key: readFileSync(issued.key) }, (_request, response) =>
      response.end('{}'),
    );
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const at = `https://localhost:${(server.address() as AddressInfo).port}`;
    const said = await about(at, { NODE_EXTRA_CA_CERTS: authority.ca });
    server.close();
    server.closeAllConnections();
    expect(said, why).toContain('hub_unreachable');
    expect(said).toContain(why);
  }
});

interface Talk {
  readonly protocol: string;
  readonly serial: string;
  readonly status: string;
}

/** One request over TLS, by hand. */
function talk(options: { host?: string; maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3' } = {}): Promise<Talk> {
  return new Promise((resolve, reject) => {
    const old = options.maxVersion === 'TLSv1.1' ? ({ minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const) : {};
    const ca = readFileSync(authority.ca);
    const socket = connect({
      host: 'localhost',
      port: Number(new URL(url).port),
      ca,
      ...old,
      ...(options.maxVersion ? { maxVersion: options.maxVersion } : {}),
    });
    socket.on('error', reject);
    socket.once('secureConnect', () => {
      const { serialNumber } = socket.getPeerCertificate();
      socket.write(
        `GET /v1/about HTTP/1.1\r\nHost: ${options.host ?? new URL(url).host}\r\nNetgraph-Protocol: ${PROTOCOL_VERSION}\r\nConnection: close\r\n\r\n`,
      );
      let text = '';
      socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
      socket.once('end', () => resolve({ protocol: socket.getProtocol() ?? '', serial: serialNumber, status: text.split(' ')[1] ?? '' }));
    });
  });
}

test('TLS 1.3 and 1.2 are spoken, nothing older', async () => {
  expect(await talk()).toMatchObject({ protocol: 'TLSv1.3', status: '200' });
  expect(await talk({ maxVersion: 'TLSv1.2' })).toMatchObject({ protocol: 'TLSv1.2', status: '200' });
  await expect(talk({ maxVersion: 'TLSv1.1' })).rejects.toThrow();
});

test('it answers to its public name and to none that it was not given', async () => {
  expect(await talk({ host: 'hub.example' })).toMatchObject({ status: '200' });
  expect(await talk({ host: 'evil.example' })).toMatchObject({ status: '400' });
});

test('a new certificate is taken while connections stay open; one that does not fit its key, or is over, is not', async () => {
  const before = await talk();
  const ca = readFileSync(authority.ca);
  const open = connect({ host: 'localhost', port: Number(new URL(url).port), ca });
  await new Promise((secure) => open.once('secureConnect', secure));

  const next = authority.issue(['localhost', '127.0.0.1']);
  copyFileSync(next.cert, files.cert);
  hub.reload();
  expect((await talk()).serial).toBe(before.serial);
  copyFileSync(next.key, files.key);
  hub.reload();
  const after = await talk();
  expect(after.serial).not.toBe(before.serial);
  const over = authority.issue(['localhost'], -1);
  copyFileSync(over.cert, files.cert);
  copyFileSync(over.key, files.key);
  hub.reload();
  expect((await talk()).serial).toBe(after.serial);

  const answered = new Promise<string>((resolve) => open.once('data', (bytes: Buffer) => resolve(bytes.toString())));
  open.write(`GET /v1/about HTTP/1.1\r\nHost: ${new URL(url).host}\r\nNetgraph-Protocol: ${PROTOCOL_VERSION}\r\nConnection: close\r\n\r\n`);
  expect(await answered).toContain('200 OK');
  open.destroy();
});
