/**
 * What the hub counts of itself, for Prometheus. No label says of which customer or person something is, and each has its few
 * values from a closed list: routes, statuses, codes, kinds of pool (decision 22).
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { ERROR_CODES } from '../../shared/errors.ts';

export const registry = new Registry();
const registers = [registry];

/** The event loop's delay, memory, CPU, open files: `nodejs_*` and `process_*`. */
collectDefaultMetrics({ register: registry });

export const requestSeconds = new Histogram({
  name: 'netgraph_hub_request_seconds',
  help: 'Time from a request to the end of its reply, by route.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers,
});
export const refusals = new Counter({
  name: 'netgraph_hub_refusals_total',
  help: 'Refused requests, by code of the closed list.',
  labelNames: ['code'],
  registers,
});
export const replyBytes = new Counter({
  name: 'netgraph_hub_reply_bytes_total',
  help: 'Bytes of replies, by route: of the feed and of snapshots among them.',
  labelNames: ['route'],
  registers,
});
const syncsBegun = new Counter({
  name: 'netgraph_hub_syncs_total',
  help: 'Syncs that desks began: from nothing, or from where they stood.',
  labelNames: ['from'],
  registers,
});
const syncBehind = new Histogram({
  name: 'netgraph_hub_sync_behind_records',
  help: 'How many records a desk that has a slice was behind when it asked.',
  buckets: [0, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000],
  registers,
});
const feedSegments = new Counter({ name: 'netgraph_hub_feed_segments_total', help: 'Segments that were handed out.', registers });
const feedRows = new Counter({ name: 'netgraph_hub_feed_rows_total', help: 'Records in segments that were handed out.', registers });
export const recordsWritten = new Counter({
  name: 'netgraph_hub_audit_records_total',
  help: 'Audit records made durable: of the hub by phase, and taken in from desks.',
  labelNames: ['phase'],
  registers,
});
export const recordSeconds = new Histogram({
  name: 'netgraph_hub_audit_write_seconds',
  help: 'Time until a record of the hub is durable, the wait for its turn included.',
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers,
});
export const recordsFailed = new Counter({
  name: 'netgraph_hub_audit_failures_total',
  help: 'Records of the hub that could not be written: what they stood for did not run.',
  registers,
});
const ingestLines = new Counter({
  name: 'netgraph_hub_ingest_lines_total',
  help: 'Lines of telemetry that this process took in, by what became of them.',
  labelNames: ['outcome'],
  registers,
});
const ingestBatches = new Counter({
  name: 'netgraph_hub_ingest_batches_total',
  help: 'Batches of telemetry that this process took in, by whether they were known already.',
  labelNames: ['known'],
  registers,
});
export const connectionSeconds = new Histogram({
  name: 'netgraph_hub_pool_wait_seconds',
  help: 'Time until somebody had a database connection, by kind of pool.',
  labelNames: ['pool'],
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20],
  registers,
});
export const keySeconds = new Histogram({
  name: 'netgraph_hub_key_operation_seconds',
  help: 'Operations of the key provider, by kind and outcome.',
  labelNames: ['operation', 'outcome'],
  buckets: [0.0001, 0.001, 0.01, 0.1, 1, 10],
  registers,
});
export const certificateExpires = new Gauge({
  name: 'netgraph_hub_certificate_expires_seconds',
  help: "When the hub's certificate ends (Unix time); 0 where it has none.",
  registers,
});
export const hubReady = new Gauge({ name: 'netgraph_hub_ready', help: '1 while this process serves requests.', registers });

// Prometheus sees no increase in what begins at one: what an alert asks for is there before it happens.
for (const code of ERROR_CODES) refusals.inc({ code }, 0);
for (const operation of ['seal_hub', 'open_hub', 'create_tenant_key', 'new_data_key', 'open_data_key'])
  keySeconds.zero({ operation, outcome: 'failed' });

/** One batch of telemetry; the lines of one that was known already are counted as such alone. */
export function countIngest(
  row: { readonly lines: number; readonly kept: number; readonly skipped: number; readonly malformed: number },
  known: boolean,
): void {
  ingestBatches.inc({ known: String(known) });
  if (known) return ingestLines.inc({ outcome: 'known' }, row.lines);
  for (const outcome of ['kept', 'skipped', 'malformed'] as const) ingestLines.inc({ outcome }, row[outcome]);
}

/** A desk asks where to begin, or `on` from where it stands; so many records are before it. */
export function countSync(on: boolean, behind: number): void {
  syncsBegun.inc({ from: on ? 'cursor' : 'nothing' });
  if (on) syncBehind.observe(behind);
}

export function countSegment(rows: number): void {
  feedSegments.inc();
  feedRows.inc(rows);
}
