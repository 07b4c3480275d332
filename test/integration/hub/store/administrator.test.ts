/** A server of somebody else's: an administrator who may make roles and databases is enough, and what is there is used again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import { openStoreBeside } from '../../../../hub/store/beside.ts';
import { openHubStore } from '../../../../hub/store/engine.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';
import { connection, connections, dataFolder, ingestContext, silent } from './open.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let server: TestPostgres;
  const folder = dataFolder();
  beforeAll(async () => void (server = await startPostgres(kind)), 60_000);
  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });
  const open = (database: string): Promise<HubStore> =>
    openHubStore({ dataFolder: folder.path, database, log: silent, secrets: openFileKeys(folder.path) });

  test('one who is no superuser prepares the server, and the next start finds everything', async () => {
    await server.pool('postgres').query(`CREATE ROLE dba LOGIN CREATEROLE CREATEDB PASSWORD 'dba password'`);
    const url = server.url('postgres').replace(/\/\/[^@]*@/, '//dba:dba%20password@');
    const context = ingestContext(randomUUID() as TenantId);
    let store = await open(url);
    await store.control
      .insertInto('tenant')
      .values({ id: context.tenant, ordinal: 1, name: 'T', monogram: 'TTT', colour: 0, pattern: 0, region: 'eu', created_at: 1 })
      .execute();
    await store.createTenantSpace(context.tenant, 'eu');
    await ingestLines({ context, store, connector: connections, source: 'x', lines: [connection(1, 'h', 'a')] });
    await store.close();
    store = await open(url);
    await store.createTenantSpace(context.tenant, 'eu');
    expect(await store.health()).toMatchObject({ ok: true, engine: 'server' });
    const keys = await store.tenantKeys(context);
    const rows = await store.tenant(context).selectFrom('node').select('id').execute();
    expect(rows.map(({ id }) => id.replaceAll('-', ''))).toContain(keys.recordId('host', 'h'));
    // Commands look at its tables as this administrator.
    const beside = await openStoreBeside({ dataFolder: folder.path, database: url, log: silent, secrets: openFileKeys(folder.path) });
    expect(await beside.tenant(context).selectFrom('node').select('id').execute()).toHaveLength(rows.length);
    await beside.close();
    await expect(open(url)).rejects.toThrow(/Another hub runs on the data folder/);
    const other = dataFolder();
    await expect(openHubStore({ dataFolder: other.path, database: url, log: silent, secrets: openFileKeys(other.path) })).rejects.toThrow(
      /Another hub uses the databases/,
    );
    other.remove();
    expect((await store.health()).ok).toBe(true);
    await store.close();
  }, 60_000);

  test('a connection string that is none, or lacks a password, is refused in words without repeating it', async () => {
    for (const bad of ['postgres://', 'nonsense secret-word', 'postgres://user@/x?host=/tmp'])
      await expect(open(bad)).rejects.toThrow(/connection string (was not understood|needs a host, a user and a password)/);
    await expect(open('nonsense secret-word')).rejects.not.toThrow(/secret-word/);
  });
});
