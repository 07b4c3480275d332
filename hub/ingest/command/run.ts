/** The tasks of `npm run ingest`. Each returns its exit code and throws, in words for a person, when it can't. */
import { CONNECTORS } from '../../connectors/index.ts';
import { hubContext } from '../../context/hub-context.ts';
import { ingestLines } from '../ingest.ts';
import { tally } from '../tally.ts';
import type { Lines } from '../survey.ts';
import { NotAccepted } from '../../command/options.ts';
import { withStore } from '../../command/open.ts';
import type { OpenStore } from '../../command/open.ts';
import type { Options } from './options.ts';
import type { Progress } from './progress.ts';
import { makeReady } from './ready.ts';
import { Unrecorded, recorded } from '../../command/recorded.ts';
import type { CommandParts } from '../../command/recorded.ts';
import { tellSetAside } from './set-aside.ts';
import { findSources } from './sources.ts';
import type { Source } from './sources.ts';
import { markdownTable, textTable } from './table.ts';
import type { Row } from './table.ts';
import { findTenant, readTenants } from '../../command/tenants.ts';

export const EXIT = { done: 0, failed: 1, notAccepted: 2, someDamaged: 3, interrupted: 130 } as const;

export interface Outside {
  /** Words for a person. */
  readonly say: (words: string) => void;
  /** What was asked for. */
  readonly print: (text: string) => void;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export function runCommand(options: Options, outside: Outside): Promise<number> {
  switch (options.task) {
    case 'dry-run':
      return dryRun(options, outside);
    case 'list':
      return withStore(options, (open) => list(open, outside));
    case 'set-aside':
      return withStore(options, (open) => setAside(open, options, outside));
    case 'ingest':
      return ingest(options, outside);
  }
}

/** Those with a connector; refuses, or leaves out, the others. */
async function usable(options: Options, { say }: Outside): Promise<{ sources: readonly Source[]; unknown: readonly Source[] }> {
  const all = await findSources(options.files, options.connector);
  const unknown = all.filter(({ connector }) => connector === null);
  if (unknown.length > 0 && !options.skipUnknown) {
    for (const { name, why } of unknown) say(`${name}: ${why}`);
    throw new NotAccepted(
      `Nothing was read. Say what they are with --connector NAME (${[...CONNECTORS.keys()].join(', ')}), or leave them out with --skip-unknown.`,
    );
  }
  for (const { name, why } of unknown) say(`${name}: left out, ${why}`);
  return { sources: all.filter(({ connector }) => connector !== null), unknown };
}

const NO_ROW = { connector: '', kept: 0, known: null, malformed: {} } as const;

/** A file that no connector is for, each of its lines counted as that. */
async function unreadRow({ name, lines }: Source): Promise<Row> {
  let count = 0;
  try {
    for await (const _line of lines(() => undefined)) count += 1;
  } catch {
    // What can be read of it is counted.
  }
  return { ...NO_ROW, file: name, lines: count, repeats: null, nothing: { 'no reader': count } };
}

const damaged = (rows: readonly Row[]): number =>
  rows.some(({ malformed }) => Object.keys(malformed).length > 0) ? EXIT.someDamaged : EXIT.done;

async function dryRun(options: Options, outside: Outside): Promise<number> {
  const { print, progress, signal } = outside;
  const all = await findSources(options.files, options.connector);
  const rows: Row[] = [];
  for (const source of all) {
    signal.throwIfAborted();
    const { name, bytes, connector } = source;
    if (!connector) {
      rows.push(await unreadRow(source));
      continue;
    }
    progress.begin(name, bytes);
    const { lines, kept, repeats, nothing, malformed } = await tally(connector, until(signal, source.lines(progress.read)));
    progress.end();
    rows.push({ file: name, connector: connector.name, lines, kept, known: null, repeats, nothing, malformed });
  }
  print(options.markdown ? markdownTable(rows) : textTable(rows));
  return damaged(rows);
}

async function list({ store }: OpenStore, { print }: Outside): Promise<number> {
  print('Customers:');
  for (const { code, name } of await readTenants(store)) print(`  ${code.padEnd(8)} ${name}`);
  print('Connectors:');
  for (const { name, reads } of CONNECTORS.values()) print(`  ${name.padEnd(14)} ${reads}`);
  return EXIT.done;
}

async function setAside(open: OpenStore & CommandParts, { tenant: text }: Options, { print, say }: Outside): Promise<number> {
  const tenant = await findTenant(open.store, text);
  const told = await recorded(open, 'telemetry.setAside', [tenant.id], () => tellSetAside(open.store, tenant, print));
  say(told === 0 ? `${tenant.name}: no line was kept aside.` : `${tenant.name}: ${told.toLocaleString('en')} lines were kept aside.`);
  return EXIT.done;
}

async function ingest(options: Options, outside: Outside): Promise<number> {
  const { say, print, progress, signal } = outside;
  const { sources, unknown } = await usable(options, outside);
  return withStore(options, async (open) => {
    const tenant = await findTenant(open.store, options.tenant);
    say(`${tenant.name}: ${sources.length} ${sources.length === 1 ? 'file' : 'files'}${open.beside ? ', beside the hub that runs' : ''}.`);
    const rows: Row[] = [];
    const show = async (): Promise<void> => {
      for (const source of unknown) rows.push(await unreadRow(source));
      print(options.markdown ? markdownTable(rows) : textTable(rows));
    };
    try {
      await recorded(open, 'telemetry.ingest', [tenant.id], async () => {
        for (const source of sources) {
          progress.begin(source.name, source.bytes);
          const { lines, kept, knownLines, nothing, aside } = await ingestLines({
            context: hubContext(tenant.id, 'ingest'),
            store: open.store,
            connector: source.connector!,
            source: source.name,
            lines: until(signal, source.lines(progress.read)),
            onProgress: (report) => progress.lines(report.lines, report.knownLines),
          });
          progress.end();
          rows.push({
            file: source.name,
            connector: source.connector!.name,
            lines,
            kept,
            known: knownLines,
            repeats: null,
            nothing,
            malformed: aside,
          });
        }
        await makeReady(open.store, options.dataFolder, tenant.id, signal).catch((error: unknown) => {
          signal.throwIfAborted();
          const { code, name } = error as NodeJS.ErrnoException;
          say(
            `All of it is written. What workstations load first could not be made ready (${code ?? name}): the hub makes it when it is asked for.`,
          );
        });
      });
    } catch (error) {
      progress.end();
      if (error instanceof Unrecorded) await show();
      else if (rows.length > 0) print(textTable(rows));
      if (!signal.aborted && !(error instanceof Unrecorded))
        say(`${rows.length} of ${sources.length} files were read to their ends. What was written stays: run it again to go on.`);
      throw error;
    }
    await show();
    return damaged(rows);
  });
}

/** The same lines, until somebody asks to stop: a batch that is begun is then not written, since it would be another one than next time. */
async function* until(signal: AbortSignal, lines: Lines): AsyncGenerator<string> {
  for await (const line of lines) {
    signal.throwIfAborted();
    yield line;
  }
}
