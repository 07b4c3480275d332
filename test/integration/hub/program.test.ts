/** The hub's program as launchers see it: one line on stdout, words on stderr, one hub a folder, and killed without loss. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubProcess } from '../../../runtime/tour/hub-process.ts';
import { startHub } from '../../../hub/start.ts';
import { startProvider } from '../../support/provider.ts';
import { silent } from './store/open.ts';
import { PROTOCOL } from '../../support/protocol-header.ts';

const MAIN = join(import.meta.dirname, '../../../hub/main.ts');
const DATA = join(import.meta.dirname, '../../../../shared/data/events');
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ng-hub-program-'));
  folders.push(folder);
  return folder;
};
const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', timeout: 60_000 });
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('a demo', () => {
  const folder = newFolder();
  const words: string[] = [];
  let hub: HubProcess;
  beforeAll(async () => {
    hub = await HubProcess.start({ folder, data: null, onWords: (line) => words.push(line) });
  }, 180_000);
  afterAll(() => hub?.end('SIGTERM'));

  test('says in words what it does, that it is a demo without an HSM, and how to get a token', () => {
    const all = words.join('\n');
    expect(all).toMatch(/Alder Works: [\d,]+ lines, [\d,]+ things, [\d,]+ relations/);
    expect(all).toContain('instead of a hardware module');
    expect(all).toContain('OpenID Connect provider');
    expect(all).not.toContain((hub.readJson('demo-accounts.json') as { accounts: { password: string }[] }).accounts[0]!.password);
  });

  test('a second hub on its folder is refused, and so is its port', () => {
    const second = run('--demo', '--port', '0', '--data-folder', folder);
    expect(second).toMatchObject({ status: 1, stdout: '' });
    expect(second.stderr).toContain('Another hub runs on the data folder');
    const { port } = new URL(hub.url);
    const third = run('--demo', '--port', port, '--data-folder', newFolder());
    expect(third).toMatchObject({ status: 1, stdout: '' });
    expect(third.stderr).toContain('is taken');
  });

  test('killed and started again it is where it was, with the same people', async () => {
    const before = hub.readJson('demo-accounts.json');
    const { url } = hub;
    await hub.end('SIGKILL');
    words.length = 0;
    await hub.restart();
    expect(hub.url).toBe(url);
    expect(words.join('\n')).toContain('filled already');
    expect(hub.readJson('demo-accounts.json')).toEqual(before);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('stopped politely, it waits for nobody who only holds a connection open', async () => {
    const mute = connect(Number(new URL(hub.url).port), '127.0.0.1');
    mute.on('error', () => undefined);
    await once(mute, 'connect');
    const asked = performance.now();
    await hub.end('SIGTERM');
    // Half a minute is what a request may take to come.
    expect(performance.now() - asked).toBeLessThan(20_000);
  });

  test('stopped, its folder is free for another start, but not from another source or for real people', () => {
    const other = run('--demo', '--port', '0', '--data-folder', folder, '--data', newFolder());
    expect(other.stderr).toContain('give another folder');
    const real = run('--issuer', 'https://id.example', '--client', 'desk', '--port', '0', '--data-folder', folder);
    expect(real.stderr).toContain('belong to a demo');
    expect([other.status, real.status]).toEqual([1, 1]);
  });

  test('nothing that a person typed or that opens anything is in its log', () => {
    const log = readFileSync(join(folder, 'hub.log'), 'utf8');
    expect(log).toContain('"ready"');
    expect(log).not.toMatch(/password|eyJ|postgres:\/\//);
    expect(readdirSync(folder)).toContain('demo-source.json');
  });
});

describe('a hub for real people', () => {
  test('names the configured provider, says that it is no demo, and keeps out the demo from then on', async () => {
    const folder = newFolder();
    const provider = await startProvider();
    const settings = { port: 0, dataFolder: folder, data: null, log: silent, say: () => undefined };
    const issuer = { url: provider.url, client: provider.client, title: 'Corporate sign-in' };
    try {
      const hub = await startHub({ ...settings, issuer });
      const about = await fetch(`${hub.url}/v1/about`, { headers: PROTOCOL });
      expect(await about.json()).toMatchObject({ demo: false, issuer: { ...issuer, id: 'mssp' } });
      expect((await fetch(`${hub.url}/demo/mssp/.well-known/openid-configuration`)).status).toBe(400);
      await hub.close();
      await expect(startHub({ ...settings, issuer: null })).rejects.toThrow('does not run beside it');
      await expect(startHub({ ...settings, issuer: { ...issuer, url: 'https://other.example' } })).rejects.toThrow('another data folder');
    } finally {
      await provider.close();
    }
  });
});

test.skipIf(!existsSync(DATA))(
  'a demo is filled from real telemetry',
  async () => {
    const words: string[] = [];
    const hub = await HubProcess.start({ folder: newFolder(), data: DATA, onWords: (line) => words.push(line) });
    await hub.end('SIGTERM');
    const filled = words.filter((line) => / things, /.test(line));
    expect(filled).toHaveLength(6);
    expect(filled.every((line) => !/ 0 things/.test(line))).toBe(true);
  },
  180_000,
);
