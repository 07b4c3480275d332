/** The embedded server as the hub runs it: alone on its folder, on no port, and back after every kind of death. */
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import type { IngestReport } from '../../../../hub/ingest/ingest.ts';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import { openHubStore } from '../../../../hub/store/engine.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import { prebuildFeed } from '../../../../hub/feed/kept.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { connection, connections, dataFolder, ingestContext, silent } from './open.ts';

const CANARY = 'canary-e3b7f1-host';

describe('the embedded server', () => {
  const folder = dataFolder();
  const context = ingestContext(randomUUID() as TenantId);
  const open = (): Promise<HubStore> => openHubStore({ dataFolder: folder.path, log: silent, secrets: openFileKeys(folder.path) });
  const hosts = async (store: HubStore): Promise<number> =>
    (await store.tenant(context).selectFrom('node').select('id').where('kind', '=', 'host').execute()).length;
  const postmaster = (): number => Number(readFileSync(join(folder.path, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const send = (host: string): Promise<unknown> =>
    ingestLines({
      context,
      store,
      connector: connections,
      source: `${CANARY}.jsonl`,
      lines: [connection(1_000, host, '10.0.0.1', CANARY), `not json ${CANARY}`],
    });
  let store: HubStore;

  beforeAll(async () => {
    store = await open();
    const { tenant } = context;
    await store.control
      .insertInto('tenant')
      .values({ id: tenant, ordinal: 1, name: 'T', monogram: 'TTT', colour: 0, pattern: 0, region: 'eu', created_at: 1 })
      .execute();
    await store.createTenantSpace(tenant, 'eu');
    await send(CANARY);
  }, 60_000);
  afterAll(async () => {
    await store?.close();
    folder.remove();
  });

  test('answers, says what it is, and runs as nobody that owns the hub', async () => {
    expect(await store.health()).toMatchObject({
      ok: true,
      engine: 'embedded',
      restarts: 0,
      version: expect.stringMatching(/^18\./) as string,
    });
    if (process.getuid?.() === 0) expect(statSync(join(folder.path, 'postgres', 'data')).uid).not.toBe(0);
  });

  test('listens on a socket in a private folder and on no port', () => {
    expect(statSync(join(folder.path, 'postgres')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder.path, 'postgres', 'run')).mode & 0o777).toBe(0o700);
    const inodes = readdirSync(`/proc/${postmaster()}/fd`).map((fd) => {
      try {
        return execFileSync('readlink', [`/proc/${postmaster()}/fd/${fd}`], { encoding: 'utf8' }).match(/socket:\[(\d+)\]/)?.[1];
      } catch {
        return undefined;
      }
    });
    const tcp = ['tcp', 'tcp6'].flatMap((name) =>
      readFileSync(`/proc/net/${name}`, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/)[9]),
    );
    expect(inodes.filter((inode) => inode !== undefined && tcp.includes(inode))).toEqual([]);
  });

  test('keeps its secrets for itself', () => {
    for (const file of ['master.key', ...readdirSync(join(folder.path, 'secrets')).map((name) => join('secrets', name))])
      expect(statSync(join(folder.path, file)).mode & 0o777, file).toBe(0o600);
    for (const name of ['secrets', 'keys']) expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o700);
    expect(statSync(folder.path).mode & 0o066).toBe(0);
    expect(readFileSync(join(folder.path, 'postgres', 'data', 'pg_hba.conf'), 'utf8')).toBe('local all all scram-sha-256\n');
  });

  test('refuses a wrong password', async () => {
    const client = new pg.Client({
      host: join(folder.path, 'postgres', 'run'),
      port: 5432,
      user: 'hub_control',
      password: 'wrong',
      database: 'control',
    });
    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' });
  });

  test('a second hub on the same folder is refused, and says why', async () => {
    await expect(open()).rejects.toThrow(/Another hub runs on the data folder/);
    expect((await store.health()).ok).toBe(true);
  });

  test('no file of the data folder holds a label, a property, a quarantined line or the name of a source in plain text', async () => {
    await prebuildFeed(store, context);
    await store.close();
    const found: string[] = [];
    let bytes = 0;
    for (const entry of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = readFileSync(join(entry.parentPath, entry.name));
      bytes += content.length;
      if (content.includes(CANARY)) found.push(entry.name);
    }
    expect(bytes).toBeGreaterThan(10_000_000);
    expect(found).toEqual([]);
    store = await open();
    const row = await store.tenant(context).selectFrom('quarantine').selectAll().executeTakeFirstOrThrow();
    const keys = await store.tenantKeys(context);
    expect(keys.openText('quarantine', `${row.batch.toString('hex')} ${row.line}`, row.sealed)).toContain(CANARY);
  }, 60_000);

  test('a server that is killed under the hub is started again, with everything that was committed', async () => {
    await send('before-the-kill');
    process.kill(postmaster(), 'SIGKILL');
    for (let waited = 0; waited < 300 && (await store.health()).restarts === 0; waited++) await sleep(50);
    for (let waited = 0; waited < 300 && !(await store.health()).ok; waited++) await sleep(100);
    expect(await store.health()).toMatchObject({ ok: true, restarts: 1 });
    expect(await hosts(store)).toBe(2);
    await send('after-the-kill');
    expect(await hosts(store)).toBe(3);
  }, 60_000);

  test('an ingest whose server is killed fails, and running it again makes the graph whole without counting twice', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => connection(index, 'busy', `10.9.${index % 100}.${index % 77}`));
    const { restarts } = await store.health();
    const run = (onProgress: () => void): Promise<IngestReport> =>
      ingestLines({ context, store, connector: connections, source: 'x', lines, onProgress });
    let killed = false;
    const kill = (): void => {
      if (!killed) process.kill(postmaster(), 'SIGKILL');
      killed = true;
    };
    await expect(run(kill)).rejects.toThrow();
    for (let waited = 0; waited < 300 && (await store.health()).restarts === restarts; waited++) await sleep(50);
    for (let waited = 0; waited < 300 && !(await store.health()).ok; waited++) await sleep(100);
    const report = await run(() => undefined);
    expect(report).toMatchObject({ lines: 20_000, batches: 4 });
    expect(report.known).toBeGreaterThanOrEqual(1);
    const id = (await store.tenantKeys(context)).recordId('host', 'busy');
    const row = await store.tenant(context).selectFrom('node').select('count').where('id', '=', id).executeTakeFirstOrThrow();
    expect(row.count).toBe(20_000);
  }, 60_000);

  test('a hub that is killed leaves its folder free, and the next hub ends the server that it left', async () => {
    await store.close();
    const program = `
      import { openFileKeys } from './hub/keys/file-provider.ts';
      import { openHubStore } from './hub/store/engine.ts';
      import pino from 'pino';
      const dataFolder = process.argv[1];
      await openHubStore({ dataFolder, log: pino({ level: 'silent' }), secrets: openFileKeys(dataFolder) });
      console.log('open');
      setInterval(() => {}, 1000);`;
    const hub = spawn(process.execPath, ['--input-type=module', '-e', program, folder.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: join(import.meta.dirname, '../../../..'),
    });
    await once(hub.stdout, 'data');
    const left = postmaster();
    hub.kill('SIGKILL');
    await once(hub, 'exit');
    expect(process.kill(left, 0)).toBe(true);
    store = await open();
    expect(postmaster()).not.toBe(left);
    expect(await hosts(store)).toBe(4);
  }, 60_000);

  test('a pid file that names a program of somebody else does not stop the start', async () => {
    await store.close();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(folder.path, 'postgres', 'data', 'postmaster.pid'), `${process.pid}\n${join(folder.path, 'postgres', 'data')}\n`);
    store = await open();
    expect(await hosts(store)).toBe(4);
  }, 60_000);

  test('without its master key the data can not be opened', async () => {
    await store.close();
    const other = dataFolder();
    try {
      await expect(openHubStore({ dataFolder: folder.path, log: silent, secrets: openFileKeys(other.path) })).rejects.toThrow();
    } finally {
      other.remove();
    }
    store = await open();
    expect((await store.health()).ok).toBe(true);
  }, 60_000);
});
