/** Telemetry that comes in while the floor works, written by a process of its own beside the hub, as `npm run ingest` does it. */
import { setTimeout as rest } from 'node:timers/promises';
import { pino } from 'pino';
import { CONNECTORS } from '../../hub/connectors/index.ts';
import { hubContext } from '../../hub/context/hub-context.ts';
import { ingestLines } from '../../hub/ingest/ingest.ts';
import { openFileKeys } from '../../hub/keys/file-provider.ts';
import { openStoreBeside } from '../../hub/store/beside.ts';
import type { TenantId } from '../../shared/graph/ids.ts';

/** One customer after the other, so many lines each time: of new talks between machines that are mostly known. */
const EVERY_MS = 500;
const LINES = 100;
const MACHINES = 2_000;

const [dataFolder, database] = process.argv.slice(2) as [string, string | undefined];
const log = pino({ level: 'silent' });
const store = await openStoreBeside({ dataFolder, log, secrets: openFileKeys(dataFolder), ...(database ? { database } : {}) });
const tenants = await store.control.selectFrom('tenant').select('id').execute();

let running = true;
process.on('disconnect', () => (running = false));
process.send!(0);
for (let flow = 0, turn = 0; running; turn++) {
  const lines = Array.from({ length: LINES }, () => talk(flow++));
  const context = hubContext(tenants[turn % tenants.length]!.id as TenantId, 'ingest');
  const { kept } = await ingestLines({ context, store, connector: CONNECTORS.get('suricata')!, source: 'load', lines });
  if (process.connected) process.send!(kept);
  await rest(EVERY_MS);
}
await store.close();
process.exit(0);

function talk(flow: number): string {
  const machine = (flow * 7_919) % MACHINES;
  return JSON.stringify({
    timestamp: new Date().toISOString().replace('Z', '000+0000'),
    flow_id: flow + 1,
    event_type: 'flow',
    src_ip: `10.8.${machine >> 8}.${machine & 255}`,
    src_port: 40_000,
    dest_ip: `203.0.113.${flow % 250}`,
    dest_port: 443,
    proto: 'TCP',
  });
}
