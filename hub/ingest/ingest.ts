/**
 * Telemetry into a tenant's graph: lines → facts of a batch → one transaction a batch. A batch is named by a keyed hash of
 * its content, so that sending it again changes nothing, and a run that was cut off is simply run again. While the
 * database writes one batch, the next one is read: memory holds two at most.
 */
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { countIngest } from '../metrics/instruments.ts';
import { findBatch, findQuarantined, writeGraph } from '../store/graph-write.ts';
import type { BatchRow, QuarantineRow } from '../store/graph-write.ts';
import type { HubStore } from '../store/store.ts';
import { gatherFacts } from './facts.ts';
import type { Facts } from './facts.ts';
import { readLines } from './lines.ts';
import { readLine } from './read-line.ts';
import { addSeen } from './observe.ts';
import type { Connector, LineReader } from './connector.ts';
import type { MalformedReason, NothingReason } from './reasons.ts';
import { surveyed } from './survey.ts';
import { noteMalformed, noteNothing } from './tally.ts';
import type { Malformed, Nothing } from './tally.ts';
import { writeFacts } from './write-facts.ts';

/** Lines of one batch, and lines read between two turns of the event loop. */
const BATCH_LINES = 5_000;
const TURN = 250;
/** Characters of one batch, so that long lines make shorter batches. */
const BATCH_LENGTH = 32_000_000;

export interface IngestReport {
  readonly lines: number;
  /** Lines that became facts, lines that say nothing about the graph, lines that were not understood (kept aside, sealed). */
  readonly kept: number;
  readonly skipped: number;
  readonly malformed: number;
  readonly batches: number;
  /** Batches that were known already and changed nothing, and their lines, which are counted above. */
  readonly known: number;
  readonly knownLines: number;
  /** By reason, of the lines that were read now: of known ones only the sums above are known. */
  readonly nothing: Readonly<Nothing>;
  /** By reason, also of known batches. */
  readonly aside: Readonly<Malformed>;
}

export interface IngestInput {
  readonly context: TenantContext;
  readonly store: HubStore;
  readonly connector: Connector;
  /** What a person calls the source: a file's name, say. Stored sealed. */
  readonly source: string;
  readonly lines: AsyncIterable<string> | Iterable<string>;
  /** After each batch, with the figures so far. */
  readonly onProgress?: (report: IngestReport) => void;
}

/** Throws when the database fails; what was written until then stays, and running it again goes on from there. */
export async function ingestLines(input: IngestInput): Promise<IngestReport> {
  const { context, store, connector, source, onProgress } = input;
  const keys = await store.tenantKeys(context);
  const { found, lines } = await surveyed(connector, input.lines);
  const reader = connector.open(found);
  let report: IngestReport = { ...EMPTY };
  let writing: Promise<void> = Promise.resolve();

  const count = (done: Done, known: boolean): void => {
    report = added(report, done, known);
    countIngest(done.row, known);
    onProgress?.(report);
  };
  const commit = async (batch: Batch): Promise<void> => {
    const stored = await writeGraph(store, context, async (writer) => {
      const known = await writer.batch(batch.row.id);
      if (known) return known;
      await writeFacts(writer, keys, batch.facts);
      await writer.putBatch(batch.row, batch.quarantined);
      return null;
    });
    count(batch, stored !== null);
  };

  try {
    for await (const { first, texts } of batches(lines)) {
      const id = keys.batchId(Buffer.from([connector.name, reader.state(), ...texts].join('\n'), 'utf8'));
      // Looked up before it is read, to save the work; what counts is the look inside the transaction.
      const stored = await findBatch(store, context, id);
      if (stored) for (const text of texts) reader.pass(text);
      const batch = stored ? null : await readBatch(keys, connector.name, reader, source, id, first, texts);
      await writing;
      writing = batch
        ? commit(batch)
        : findQuarantined(store, context, id).then((quarantined) => count({ row: stored!, quarantined, nothing: {} }, true));
      // Its failure is thrown where it is awaited; until then it must not count as unhandled.
      writing.catch(() => undefined);
    }
  } catch (error) {
    // What is being written is let end, so that nothing is left running.
    await writing.catch(() => undefined);
    throw error;
  }
  await writing;
  return report;
}

const EMPTY: IngestReport = { lines: 0, kept: 0, skipped: 0, malformed: 0, batches: 0, known: 0, knownLines: 0, nothing: {}, aside: {} };

/** What a batch came to, read now or earlier. */
interface Done {
  readonly row: BatchRow;
  readonly quarantined: readonly { readonly line: number; readonly reason: string }[];
  readonly nothing: IngestReport['nothing'];
}

function added(report: IngestReport, { row, quarantined, nothing }: Done, known: boolean): IngestReport {
  const sums = { ...report.nothing };
  // Of a batch that another run wrote meanwhile the reasons are known too; they are left out alike.
  if (!known) for (const [reason, lines] of Object.entries(nothing) as [NothingReason, number][]) noteNothing(sums, reason, lines);
  const aside = { ...report.aside };
  for (const { line, reason } of quarantined) noteMalformed(aside, reason as MalformedReason, line);
  return {
    lines: report.lines + row.lines,
    kept: report.kept + row.kept,
    skipped: report.skipped + row.skipped,
    malformed: report.malformed + row.malformed,
    batches: report.batches + 1,
    known: report.known + (known ? 1 : 0),
    knownLines: report.knownLines + (known ? row.lines : 0),
    nothing: sums,
    aside,
  };
}

/** A file of lines, plain or `.gz`. */
export function ingestFile(input: Omit<IngestInput, 'lines'> & { readonly file: string }): Promise<IngestReport> {
  return ingestLines({ ...input, lines: readLines(input.file) });
}

interface Batch {
  readonly row: BatchRow;
  readonly facts: Facts;
  readonly quarantined: readonly QuarantineRow[];
  readonly nothing: IngestReport['nothing'];
}

/** Cut at fixed places, so that the same source gives the same batches. `first` is the number of the first line, from 1. */
async function* batches(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<{ first: number; texts: string[] }> {
  let texts: string[] = [];
  let length = 0;
  let number = 0;
  for await (const line of lines) {
    texts.push(line);
    number += 1;
    length += line.length;
    if (texts.length < BATCH_LINES && length < BATCH_LENGTH) continue;
    yield { first: number - texts.length + 1, texts };
    texts = [];
    length = 0;
  }
  if (texts.length > 0) yield { first: number - texts.length + 1, texts };
}

async function readBatch(
  keys: TenantKeys,
  connector: string,
  reader: LineReader,
  source: string,
  id: Buffer,
  first: number,
  texts: readonly string[],
): Promise<Batch> {
  const facts = gatherFacts(keys);
  const name = id.toString('hex');
  const quarantined: QuarantineRow[] = [];
  const nothing: Nothing = {};
  let kept = 0;
  for (const [index, text] of texts.entries()) {
    if (index % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const result = readLine(reader, text);
    if ('seen' in result) {
      addSeen(facts, result.seen);
      kept += 1;
    } else if ('malformed' in result) {
      const line = first + index;
      quarantined.push({ line, reason: result.malformed, sealed: keys.sealText('quarantine', `${name} ${line}`, text) });
    } else {
      noteNothing(nothing, result.nothing);
    }
  }
  const row: BatchRow = {
    id,
    connector,
    source: keys.sealText('source', name, source),
    lines: texts.length,
    kept,
    skipped: texts.length - kept - quarantined.length,
    malformed: quarantined.length,
    at: Date.now(),
  };
  return { row, facts, quarantined, nothing };
}
