/** A hub store on a real server for tests, with tenants in it, and a small connector that reads facts from JSON lines. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import type { KeyProvider } from '../../../../hub/keys/provider.ts';
import { lineByLine } from '../../../../hub/ingest/connector.ts';
import type { Connector, LineResult } from '../../../../hub/ingest/connector.ts';
import { openHubStore } from '../../../../hub/store/engine.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { startPostgres } from '../../../support/postgres.ts';
import type { PostgresKind, TestPostgres } from '../../../support/postgres.ts';

export const silent = pino({ level: 'silent' });

export const ingestContext = (tenant: TenantId): TenantContext => makeTenantContext({ tenant, role: null, grant: null, purpose: 'ingest' });

export interface OpenStore {
  readonly server: TestPostgres;
  readonly store: HubStore;
  readonly secrets: KeyProvider;
  readonly dataFolder: string;
  /** A new tenant with a space of its own. */
  tenant(): Promise<TenantContext>;
  close(): Promise<void>;
}

export function dataFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'ng-hub-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function openOn(kind: PostgresKind): Promise<OpenStore> {
  const server = await startPostgres(kind);
  const folder = dataFolder();
  const secrets = openFileKeys(folder.path);
  const store = await openHubStore({ dataFolder: folder.path, database: server.url('postgres'), log: silent, secrets });
  return {
    server,
    store,
    secrets,
    dataFolder: folder.path,
    async tenant() {
      const tenant = randomUUID() as TenantId;
      await store.createTenantSpace(tenant, 'eu');
      return ingestContext(tenant);
    },
    async close() {
      await store.close();
      await server.stop();
      folder.remove();
    },
  };
}

/** `{"t":1,"host":"a","address":"10.0.0.1"}`: a host that connected to an address at a moment; `{"skip":1}` says nothing. */
export const connections: Connector = {
  name: 'connections',
  reads: 'Connections of hosts, for tests',
  fits: (lines) => lines.length,
  open: lineByLine(readConnection),
};

export function readConnection(line: string): LineResult {
  let event: { t?: number; host?: string; address?: string; skip?: number; note?: string };
  try {
    event = JSON.parse(line) as typeof event;
  } catch {
    return { malformed: 'not a JSON object' };
  }
  if (event.skip) return { nothing: 'other event' };
  const { t, host, address, note } = event;
  if (t === undefined || host === undefined || address === undefined) return { malformed: 'no usable time' };
  return {
    seen: {
      time: t,
      nodes: [
        { kind: 'host', key: host, label: host, props: note === undefined ? {} : { note } },
        { kind: 'address', key: address, label: address, props: {} },
      ],
      edges: [{ kind: 'CONNECTED', src: 0, dst: 1, key: '', props: { port: 443 } }],
    },
  };
}

export const connection = (t: number, host: string, address: string, note?: string): string => JSON.stringify({ t, host, address, note });
