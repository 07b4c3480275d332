/** Telemetry that comes in while the floor works, written by a process of its own beside the hub, as `npm run ingest` does it. */
import { setTimeout as rest } from 'node:timers/promises';
import { pino } from 'pino';
import { CONNECTORS } from '../../hub/connectors/index.ts';
import { hubContext } from '../../hub/context/hub-context.ts';
import { makeReady } from '../../hub/ingest/command/ready.ts';
import { ingestLines } from '../../hub/ingest/ingest.ts';
import { openFileKeys } from '../../hub/keys/file-provider.ts';
import { openStoreBeside } from '../../hub/store/beside.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { LARGE } from './large.ts';

/** One customer after the other, so many lines each time: of new talks between machines that are mostly known. Then it is made ready for desks. */
const EVERY_MS = 500;
const LINES = 100;
const MACHINES = 2_000;
/** Lines of as many machines, each a record and a talk of its own. */
const LARGE_LINES = 11_000;

const [dataFolder, database] = process.argv.slice(2) as [string, string | undefined];
const log = pino({ level: 'silent' });
const store = await openStoreBeside({ dataFolder, log, secrets: openFileKeys(dataFolder), ...(database ? { database } : {}) });
const tenants = await store.control.selectFrom('tenant').select(['id', 'name']).execute();

await fill();

let running = true;
process.on('disconnect', () => (running = false));
process.send!(0);
for (let flow = 0, turn = 0; running; turn++) {
  const lines = Array.from({ length: LINES }, () => talk(flow++));
  const context = hubContext(tenants[turn % tenants.length]!.id as TenantId, 'ingest');
  const { kept } = await ingestLines({ context, store, connector: CONNECTORS.get('suricata')!, source: 'load', lines });
  await makeReady(store, dataFolder, context.tenant, new AbortController().signal);
  if (process.connected) process.send!(kept);
  await rest(EVERY_MS);
}
await store.close();
process.exit(0);

/** Enough of the large customer that its graph comes by a snapshot. */
async function fill(): Promise<void> {
  const tenant = tenants.find(({ name }) => name === LARGE)!.id as TenantId;
  const lines = Array.from({ length: LARGE_LINES }, (_, at) => talk(at, `10.${9 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`));
  await ingestLines({ context: hubContext(tenant, 'ingest'), store, connector: CONNECTORS.get('suricata')!, source: 'large', lines });
  await makeReady(store, dataFolder, tenant, new AbortController().signal);
}

function talk(flow: number, from = machineOf(flow)): string {
  return JSON.stringify({
    timestamp: new Date().toISOString().replace('Z', '000+0000'),
    flow_id: flow + 1,
    event_type: 'flow',
    src_ip: from,
    src_port: 40_000,
    dest_ip: `203.0.113.${flow % 250}`,
    dest_port: 443,
    proto: 'TCP',
  });
}

function machineOf(flow: number): string {
  const machine = (flow * 7_919) % MACHINES;
  return `10.8.${machine >> 8}.${machine & 255}`;
}
