/**
 * The drill of docs/OPERATIONS.md with its own scripts, on Debian's server: backed up while it is written to, destroyed, restored
 * elsewhere. What was archived is there to the last row, each log verifies, keys open, and a desk that is ahead of what was
 * restored is told to begin anew.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHubLog } from '../../../../hub/audit/log.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import { openFeed } from '../../../../hub/feed/feed.ts';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import { openHubStore } from '../../../../hub/store/engine.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import { recordDigest, verifyRecord } from '../../../../shared/audit/canonical.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { CHAIN_START } from '../../../../shared/audit/record.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';
import { NOBODY, assume, newCustomer, signIn } from '../audit/hub.ts';
import { connections, silent } from '../store/open.ts';

const BIN = '/usr/lib/postgresql/15/bin';
const SCRIPTS = join(import.meta.dirname, '../../../../docs/operations');
const run = promisify(execFile);

interface Facts {
  readonly nodes: number;
  readonly edges: number;
  readonly records: number;
}

/** What a customer has; throws unless each record of its log is what the hub signed, in one unbroken chain. */
async function facts(store: HubStore, tenant: TenantId, key: string): Promise<Facts> {
  const db = store.tenant(hubContext(tenant, 'audit'));
  const many = async (table: 'node' | 'edge'): Promise<number> =>
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .executeTakeFirstOrThrow()
    ).rows;
  const rows = await db.selectFrom('record').select(['body', 'sig']).where('hub', '=', true).orderBy('seq').execute();
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
  let prev = CHAIN_START;
  for (const { body, sig } of rows) {
    const record = { body: JSON.parse(body) as RecordBody, sig };
    if (!verifyRecord(record, publicKey) || record.body.chain.prev !== prev) throw new Error('the log does not verify');
    prev = recordDigest(record);
  }
  return { nodes: await many('node'), edges: await many('edge'), records: rows.length };
}

describe.skipIf(!postgresKinds().includes('debian 15'))('a drill', () => {
  const place = mkdtempSync('/tmp/ng-drill-');
  const at = (name: string): string => join(place, name);
  let server: TestPostgres;
  let again: TestPostgres;
  afterAll(async () => {
    await again?.stop();
    rmSync(place, { recursive: true, force: true });
  });
  beforeAll(async () => {
    chmodSync(place, 0o755);
    mkdirSync(at('archive'));
    if (process.getuid?.() === 0) {
      const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
      chownSync(at('archive'), id('-u'), id('-g'));
    }
    const archive = ['wal_level=replica', 'archive_mode=on', `archive_command=test ! -f ${at('archive')}/%f && cp %p ${at('archive')}/%f`];
    server = await startPostgres('debian 15', archive);
  }, 60_000);

  test('backed up while written to, destroyed, restored: nothing archived is lost, all verifies, and nobody goes on from another course of events', async () => {
    const secrets = openFileKeys(at('hub'));
    const options = { dataFolder: at('hub'), database: server.url('postgres'), log: silent, secrets };
    const store = await openHubStore(options);
    const open = {
      server,
      store,
      secrets,
      dataFolder: at('hub'),
      tenant: () => Promise.reject(new Error('not here')),
      close: () => store.close(),
    };
    const [alder, shredded] = [await newCustomer(open), await newCustomer(open)];
    const log = await openHubLog({ store, secrets, log: silent });
    const subject = await assume(open, await signIn(open), alder);
    const write = async (from: number, count: number): Promise<void> => {
      const lines = Array.from({ length: count }, (_, index) => {
        const number = from + index;
        return JSON.stringify({ t: 1_700_000_000_000 + number, host: `h-${number % 97}`, address: `10.0.${number % 7}.${number % 251}` });
      });
      for (const customer of [alder, shredded])
        await ingestLines({ context: hubContext(customer.tenant, 'ingest'), store, connector: connections, source: `s-${from}`, lines });
      const intent = await log.intent(subject, 'feed.open', NOTHING);
      await log.outcome(subject, 'feed.open', intent, 'ok');
    };

    await write(0, 2_000);
    let writing = true;
    let rounds = 0;
    const meanwhile = (async () => {
      for (; writing; rounds++) await write(10_000 + rounds * 500, 500);
    })();
    const env = {
      PATH: `${BIN}:${process.env['PATH'] ?? ''}`,
      PGHOST: server.host,
      PGPORT: String(server.port),
      PGUSER: server.user,
      PGPASSWORD: server.password,
    };
    await run(join(SCRIPTS, 'backup.sh'), [at('hub'), at('base'), at('keys')], { env });
    writing = false;
    await meanwhile;
    expect(rounds).toBeGreaterThan(0);
    // After the backup, and archived only.
    await write(90_000, 1_000);
    const context = hubContext(alder.tenant, 'feed');
    const cursor = await openFeed(store, context, WHOLE_SLICE, null);
    if (!cursor.ok) throw new Error(cursor.error.code);
    expect(await openFeed(store, context, WHOLE_SLICE, cursor.value.cursor)).toMatchObject({ ok: true });
    const before = await facts(store, alder.tenant, log.publicKey);
    const admin = server.pool('postgres');
    await admin.query('SELECT pg_switch_wal()');
    await admin.query('CHECKPOINT');
    for (let waited = 0; waited < 100; waited++) {
      const { rows } = await admin.query<{ done: boolean }>(
        `SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 16777216) AS done FROM pg_stat_archiver`,
      );
      if (rows[0]!.done) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await log.close();
    await store.close();
    await server.stop();
    rmSync(at('hub'), { recursive: true });
    // The key of a customer who was shredded since: it must not come back with the backup.
    rmSync(join(at('keys'), 'keys', `${shredded.tenant}.key`));

    const put = (data: string): void =>
      void execFileSync(join(SCRIPTS, 'restore.sh'), [at('base'), at('archive'), data, at('keys'), at('hub')], { env, stdio: 'pipe' });
    again = await startPostgres('debian 15', [], { place: put, password: server.password });
    const restored = await openHubStore({ ...options, database: again.url('postgres'), secrets: openFileKeys(at('hub')) });
    try {
      const newLog = await openHubLog({ store: restored, secrets: openFileKeys(at('hub')), log: silent });
      expect(newLog.publicKey).toBe(log.publicKey);
      expect(await facts(restored, alder.tenant, log.publicKey)).toEqual(before);
      const keys = await restored.tenantKeys(context);
      const row = await restored.tenant(context).selectFrom('node').select(['id', 'version', 'sealed']).limit(1).executeTakeFirstOrThrow();
      expect(keys.open(row.id.replaceAll('-', '') as never, row.version, row.sealed).length).toBeGreaterThan(0);
      // Shredded stays shredded: rows are there, and nothing opens them.
      await expect(restored.tenantKeys(hubContext(shredded.tenant, 'feed'))).rejects.toThrow();
      // A desk's place in the course of events that was lost, though its number is one that this hub has, too.
      expect(await openFeed(restored, context, WHOLE_SLICE, cursor.value.cursor)).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      });
      expect(await openFeed(restored, context, WHOLE_SLICE, null)).toMatchObject({ ok: true });
      expect(await newLog.intent(NOBODY, 'gate.unknown', NOTHING)).toBeTruthy();
      await newLog.close();
    } finally {
      await restored.close();
    }
  }, 180_000);

  test('neither script overwrites anything', async () => {
    const taken = { env: { PATH: process.env['PATH'] ?? '' } };
    await expect(run(join(SCRIPTS, 'backup.sh'), [place, place, at('free')], taken)).rejects.toThrow('there already');
    await expect(run(join(SCRIPTS, 'restore.sh'), [place, place, place, place, at('free')], taken)).rejects.toThrow('there already');
    expect(readdirSync(place)).not.toContain('free');
  });
});
