/** Telemetry into the demo's tenants, with progress in words. A run that was cut off goes on where it stopped. */
import { hubContext } from '../context/hub-context.ts';
import { prebuildFeed } from '../feed/kept.ts';
import { ingestLines } from '../ingest/ingest.ts';
import type { HubStore } from '../store/store.ts';
import { keepOrigin } from './origin.ts';
import type { Origin } from './origin.ts';
import type { DemoTenantRow } from './seed.ts';
import { dataFolder as readDataFolder } from './telemetry/data-folder.ts';
import { simulatedSources } from './telemetry/simulate.ts';
import type { DemoSource } from './telemetry/source.ts';
import { DEMO_TENANTS } from './tenants.ts';

const WORDS_MS = 2_000;

export interface FillOptions {
  readonly store: HubStore;
  readonly tenants: readonly DemoTenantRow[];
  readonly dataFolder: string;
  readonly origin: Origin;
  readonly say: (words: string) => void;
  /** Aborted when the hub is told to stop: what was written stays. */
  readonly signal: AbortSignal;
}

export async function fillDemo(options: FillOptions): Promise<void> {
  const { tenants, say, signal } = options;
  let origin = options.origin;
  const left = tenants.filter(({ key }) => !origin.filled.includes(key));
  if (left.length === 0) return say(`The ${tenants.length} demo customers are filled already.`);
  const sourcesOf = await sources(origin, say);
  for (const tenant of left) {
    await fillTenant(options, tenant, sourcesOf(tenant.key));
    signal.throwIfAborted();
    origin = { ...origin, filled: [...origin.filled, tenant.key] };
    keepOrigin(options.dataFolder, origin);
  }
}

async function sources({ data, at }: Origin, say: FillOptions['say']): Promise<(key: string) => readonly DemoSource[]> {
  if (data === null) {
    say('Filling the demo customers from the simulator.');
    return (key) =>
      simulatedSources(
        DEMO_TENANTS.find((tenant) => tenant.key === key)!,
        { now: at },
      );
  }
  say(`Filling the demo customers from ${data}: looking at what is there.`);
  const folder = await readDataFolder(data);
  for (const [why, files] of Map.groupBy(folder.leftOut, (one) => one.why))
    say(`  left out, ${why}: ${files.length} (${files[0]!.file}${files.length > 1 ? ' and others' : ''})`);
  if (folder.nobodys > 0) say(`  ${folder.nobodys} lines name no machine or account and go to nobody`);
  return (key) => folder.tenants.get(key)?.sources ?? [];
}

async function fillTenant(
  { store, say, signal }: FillOptions,
  { name, tenant }: DemoTenantRow,
  from: readonly DemoSource[],
): Promise<void> {
  const context = hubContext(tenant, 'ingest');
  let lines = 0;
  let malformed = 0;
  let next = Date.now() + WORDS_MS;
  for (const source of from) {
    const report = await ingestLines({
      context,
      store,
      connector: source.connector,
      source: source.name,
      lines: until(signal, source.lines()),
      onProgress: ({ lines: done }) => {
        if (Date.now() < next) return;
        next = Date.now() + WORDS_MS;
        say(`  ${name}: ${source.name}, ${done.toLocaleString('en')} lines`);
      },
    });
    lines += report.lines;
    malformed += report.malformed;
  }
  await prebuildFeed(store, hubContext(tenant, 'feed'));
  const table = store.tenant(context);
  const [nodes, edges] = [await count(table, 'node', tenant), await count(table, 'edge', tenant)];
  const aside = malformed > 0 ? `, ${malformed.toLocaleString('en')} lines kept aside as malformed` : '';
  say(
    `  ${name}: ${lines.toLocaleString('en')} lines, ${nodes.toLocaleString('en')} things, ${edges.toLocaleString('en')} relations${aside}`,
  );
}

async function count(db: ReturnType<HubStore['tenant']>, table: 'node' | 'edge', tenant: string): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('rows'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirstOrThrow();
  return rows;
}

/** The same lines, until somebody asks to stop. */
async function* until(signal: AbortSignal, lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) {
    signal.throwIfAborted();
    yield line;
  }
}
