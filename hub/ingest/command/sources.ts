/** The files that a command line names, and the connector of each: all are looked at before the first is read. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CONNECTORS, FIRST_LINES, recognise } from '../../connectors/index.ts';
import type { Recognised } from '../../connectors/index.ts';
import type { Connector } from '../connector.ts';
import { readLines, splitLines } from '../lines.ts';
import { peeked } from '../survey.ts';
import type { Lines } from '../survey.ts';
import { NotAccepted } from '../../command/options.ts';
import { visible } from '../../command/visible.ts';

export interface Source {
  /** As the person named it, harmless to a terminal. */
  readonly name: string;
  /** Bytes as they lie on the disk; null for standard input. */
  readonly bytes: number | null;
  /** null where `why` says why no connector is for it. */
  readonly connector: Connector | null;
  readonly why: string;
  /** `onBytes` hears of bytes read. Standard input can be read once. */
  lines(onBytes: (bytes: number) => void): Lines;
}

const STANDARD_INPUT = '-';

/** Throws `NotAccepted` for a file that is not there or a connector that there is none of. */
export async function findSources(names: readonly string[], connectorName: string | null): Promise<readonly Source[]> {
  const given = connectorName === null ? null : CONNECTORS.get(connectorName);
  if (given === undefined)
    throw new NotAccepted(`There is no connector ${connectorName}. There are: ${[...CONNECTORS.keys()].join(', ')}.`);
  const sources: Source[] = [];
  for (const name of names) {
    if (name === STANDARD_INPUT) sources.push(await standardInput(given));
    else for (const file of await filesOf(name)) sources.push(await fileSource(file, given));
  }
  return sources;
}

/** A folder stands for its files, in the order of their names. */
async function filesOf(name: string): Promise<string[]> {
  const kind = await stat(name).catch(() => null);
  if (!kind) throw new NotAccepted(`${visible(name)} is not there, or may not be read.`);
  if (!kind.isDirectory()) return [name];
  const entries = await readdir(name, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new NotAccepted(`${visible(name)} holds no files.`);
  return files.sort((a, b) => (a < b ? -1 : 1));
}

const chosen = (given: Connector | null, first: readonly string[]): Pick<Source, 'connector' | 'why'> => {
  const found: Recognised = given ? { connector: given } : recognise(first);
  return 'connector' in found ? { connector: found.connector, why: '' } : { connector: null, why: found.why };
};

async function fileSource(path: string, given: Connector | null): Promise<Source> {
  const name = visible(path);
  const first: string[] = [];
  try {
    for await (const line of readLines(path)) if (first.push(line) === FIRST_LINES) break;
  } catch {
    return { name, bytes: null, connector: null, why: 'it cannot be read', lines: () => [] };
  }
  const { size } = await stat(path);
  return { name, bytes: size, ...chosen(given, first), lines: (onBytes) => named(name, readLines(path, onBytes)) };
}

/** A file that ends too soon or goes away says so by its name. */
async function* named(name: string, lines: AsyncGenerator<string>): AsyncGenerator<string> {
  const read = async (): Promise<IteratorResult<string, unknown>> =>
    lines.next().catch((error: unknown) => {
      throw new Error(`${name} cannot be read to its end: ${error instanceof Error ? error.message : 'unknown'}.`, { cause: error });
    });
  try {
    for (let next = await read(); !next.done; next = await read()) yield next.value;
  } finally {
    await lines.return(undefined);
  }
}

async function standardInput(given: Connector | null): Promise<Source> {
  let onBytes: (bytes: number) => void = () => undefined;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      onBytes(chunk.length);
      yield chunk;
    }
  };
  const { head, lines } = await peeked(splitLines(chunks()), FIRST_LINES);
  return {
    name: STANDARD_INPUT,
    bytes: null,
    ...chosen(given, head),
    lines(hear) {
      onBytes = hear;
      return lines;
    },
  };
}
