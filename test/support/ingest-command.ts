/** `npm run ingest` as a process of its own, and a store with tenants for it to write to. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { hubContext } from '../../hub/context/hub-context.ts';
import { openFileKeys } from '../../hub/keys/file-provider.ts';
import { openHubStore } from '../../hub/store/engine.ts';
import { openEdge, openNode } from '../../hub/store/payload.ts';
import type { HubStore } from '../../hub/store/store.ts';
import { recordIdOf } from '../../shared/query/sealed-rows.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import pino from 'pino';

const MAIN = join(import.meta.dirname, '../../hub/ingest-main.ts');

export interface Ran {
  /** null when it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly words: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

/** `input` null: whoever started it writes it. */
export function startIngest(args: readonly string[], input: string | null = ''): Running {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, words] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  child.stdin.on('error', () => undefined);
  if (input !== null) child.stdin.end(input);
  return { child, done: new Promise((resolve) => child.once('close', (code) => resolve({ code, out, words }))) };
}

export const ingest = (args: readonly string[], input?: string): Promise<Ran> => startIngest(args, input).done;

/** A customer in the control database, with a space of its own; `code` is what a person types. */
export async function newCustomer(store: HubStore, code: string, ordinal: number): Promise<TenantId> {
  const id = randomUUID();
  const mark = { name: `Customer ${code}`, monogram: code, colour: ordinal, pattern: ordinal };
  await store.control
    .insertInto('tenant')
    .values({ id, ordinal, ...mark, region: 'eu', created_at: 1 })
    .execute();
  await store.createTenantSpace(id as TenantId, 'eu');
  return id as TenantId;
}

export const silent = pino({ level: 'silent' });
export const openFolder = (dataFolder: string, database: string): Promise<HubStore> =>
  openHubStore({ dataFolder, database, log: silent, secrets: openFileKeys(dataFolder) });

/** A tenant's whole graph as text in which nothing of the tenant's own keys, nor of how often a row was written, is left. */
export async function graphText(store: HubStore, tenant: TenantId): Promise<{ nodes: string[]; edges: string[] }> {
  const context = hubContext(tenant, 'test');
  const [db, keys] = [store.tenant(context), await store.tenantKeys(context)];
  const seen = (row: { first_seen: number; last_seen: number }) => ({ firstSeen: row.first_seen, lastSeen: row.last_seen });
  const names = new Map<string, string>();
  const nodes: string[] = [];
  for (const row of await db.selectFrom('node').selectAll().execute()) {
    const { id, kind, label, count, props, firstSeen, lastSeen } = openNode(keys, { ...row, id: recordIdOf(row.id), ...seen(row) });
    const sorted = Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1));
    names.set(id, JSON.stringify([kind, label, sorted]));
    nodes.push(JSON.stringify([kind, label, count, firstSeen, lastSeen, sorted]));
  }
  const edges: string[] = [];
  for (const row of await db.selectFrom('edge').selectAll().execute()) {
    const ends = { src: recordIdOf(row.src), dst: recordIdOf(row.dst) };
    const { kind, src, dst, count, props, times } = openEdge(keys, { ...row, id: recordIdOf(row.id), ...ends, ...seen(row) });
    edges.push(
      JSON.stringify([kind, names.get(src), names.get(dst), count, times, Object.entries(props).sort(([a], [b]) => (a < b ? -1 : 1))]),
    );
  }
  return { nodes: nodes.sort(), edges: edges.sort() };
}
