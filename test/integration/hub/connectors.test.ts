/** Real and simulated lines all the way into a store: once, again without change, and what is damaged kept aside sealed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { windows } from '../../../hub/connectors/windows.ts';
import { simulatedSources } from '../../../hub/demo/telemetry/simulate.ts';
import { DEMO_TENANTS } from '../../../hub/demo/tenants.ts';
import { ingestFile, ingestLines } from '../../../hub/ingest/ingest.ts';
import { readLines } from '../../../hub/ingest/lines.ts';
import { openNode } from '../../../hub/store/payload.ts';
import { recordIdOf } from '../../../shared/query/sealed-rows.ts';
import type { NodeRecord } from '../../../shared/graph/records.ts';
import type { TenantContext } from '../../../shared/query/tenant-context.ts';
import { REAL_EVENTS } from '../../unit/hub/connectors/lawful.ts';
import { openOn } from './store/open.ts';
import type { OpenStore } from './store/open.ts';

const CANARY = 'password-of-a-real-person';

describe('telemetry in a store', () => {
  let hub: OpenStore;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ng-telemetry-'));
    hub = await openOn('embedded 18');
  }, 120_000);
  afterAll(async () => {
    await hub?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const nodesOf = async (context: TenantContext): Promise<NodeRecord[]> => {
    const keys = await hub.store.tenantKeys(context);
    const rows = await hub.store.tenant(context).selectFrom('node').selectAll().execute();
    return rows.map((row) => openNode(keys, { ...row, id: recordIdOf(row.id), firstSeen: row.first_seen, lastSeen: row.last_seen }));
  };
  /** Everything that ingest writes, as it is stored. */
  const stored = async (context: TenantContext): Promise<string> => {
    const db = hub.store.tenant(context);
    const [nodes, edges, counter] = await Promise.all([
      db.selectFrom('node').selectAll().orderBy('id').execute(),
      db.selectFrom('edge').selectAll().orderBy('id').execute(),
      db.selectFrom('counter').selectAll().execute(),
    ]);
    return JSON.stringify([nodes, edges, counter]);
  };

  test.skipIf(!REAL_EVENTS)('a real file with a damaged line: read once, twice the same, the damaged line sealed', async () => {
    const lines: string[] = [];
    for await (const line of readLines(join(REAL_EVENTS!, 'windows/otrf_empire_psexec_dcerpc_tcp_svcctl.jsonl.gz'))) lines.push(line);
    const damaged = `{"EventID":1,"CommandLine":"${CANARY}`;
    lines.splice(100, 0, damaged);
    const file = join(folder, 'day.jsonl');
    writeFileSync(file, lines.join('\n'));
    const context = await hub.tenant();
    const ingest = () => ingestFile({ context, store: hub.store, connector: windows, source: 'day.jsonl', file });

    const first = await ingest();
    expect(first).toMatchObject({ lines: lines.length, malformed: 1, known: 0 });
    expect(first.kept).toBeGreaterThan(1_500);
    expect(first.kept + first.skipped + first.malformed).toBe(first.lines);
    const before = await stored(context);
    expect(before).not.toContain('WORKSTATION5');
    const nodes = await nodesOf(context);
    expect(
      nodes
        .filter(({ kind }) => kind === 'host')
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['MORDORDC', 'WORKSTATION5', 'WORKSTATION6']);
    expect(nodes.filter(({ kind, label }) => kind === 'process' && label === 'powershell.exe').length).toBeGreaterThan(0);

    const second = await ingest();
    expect(second).toMatchObject({ lines: lines.length, batches: first.batches, known: first.batches });
    expect(await stored(context)).toBe(before);

    const [row, ...others] = await hub.store.tenant(context).selectFrom('quarantine').selectAll().execute();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ line: 101, reason: 'not a JSON object' });
    expect(row!.sealed.toString('latin1')).not.toContain(CANARY);
    const keys = await hub.store.tenantKeys(context);
    expect(keys.openText('quarantine', `${row!.batch.toString('hex')} ${row!.line}`, row!.sealed)).toBe(damaged);
  });

  test('a simulated customer fills a store, and the same machine of two customers shares no record', async () => {
    const filled = [];
    for (const tenant of DEMO_TENANTS.slice(0, 2)) {
      const context = await hub.tenant();
      for (const source of simulatedSources(tenant, { now: Date.UTC(2026, 4, 20) })) {
        const report = await ingestLines({
          context,
          store: hub.store,
          connector: source.connector,
          source: source.name,
          lines: source.lines(),
        });
        expect(report).toMatchObject({ malformed: 0, skipped: 0, kept: report.lines });
      }
      filled.push(await nodesOf(context));
    }
    const [mine, theirs] = filled as [NodeRecord[], NodeRecord[]];
    const host = (nodes: NodeRecord[]) => nodes.find(({ kind, label }) => kind === 'host' && label === 'WS-ACCT-03')!;
    expect(host(mine).id).not.toBe(host(theirs).id);
    const ids = new Set(mine.map(({ id }) => id));
    expect(theirs.filter(({ id }) => ids.has(id))).toEqual([]);
    expect(new Set(mine.map(({ kind }) => kind))).toEqual(new Set(['host', 'address', 'domain', 'user', 'principal', 'process', 'file']));
  });
});
