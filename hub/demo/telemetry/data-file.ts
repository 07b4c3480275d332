/** One file of real telemetry: what kind it is, and whose lines it holds. Read as a stream, once, to count. */
import { FIRST_LINES, recognise } from '../../connectors/index.ts';
import type { Connector } from '../../ingest/connector.ts';
import { readLines } from '../../ingest/lines.ts';
import { originOf } from './data-lines.ts';

export interface DataFile {
  readonly path: string;
  readonly connector: Connector;
  /** Lines of each group; '' are machines without a domain. */
  readonly groups: ReadonlyMap<string, number>;
  /** Lines that are not empty and name no machine or account. */
  readonly nobodys: number;
  /** The group of a line; null when it does not say. */
  groupOf(line: string): string | null;
}

/** Why not, when no connector is for it. `folder` is where it lies within the data. Throws when the file cannot be read to its end. */
export async function readDataFile(path: string, folder: string): Promise<DataFile | string> {
  const first: string[] = [];
  for await (const line of readLines(path)) if (first.push(line) === FIRST_LINES) break;
  const recognised = recognise(first);
  if ('why' in recognised) return recognised.why;
  const { connector } = recognised;

  const machines = new Map<string, Map<string, number>>();
  let nobodys = 0;
  for await (const line of readLines(path)) {
    const origin = originOf(connector.name, folder, line);
    if (!origin) {
      if (line.trim() !== '') nobodys += 1;
      continue;
    }
    const counts = machines.get(origin.host) ?? new Map<string, number>();
    counts.set(origin.group, (counts.get(origin.group) ?? 0) + 1);
    machines.set(origin.host, counts);
  }
  // `WS-1` in a file that also says `WS-1.example.local` is that machine.
  const homes = new Map<string, string>();
  const groups = new Map<string, number>();
  for (const [host, counts] of machines) {
    const named = [...counts.keys()].filter((group) => group !== '');
    homes.set(host, named.length === 1 ? named[0]! : '');
    for (const [group, lines] of counts) {
      const home = group || homes.get(host)!;
      groups.set(home, (groups.get(home) ?? 0) + lines);
    }
  }
  const groupOf = (line: string): string | null => {
    const origin = originOf(connector.name, folder, line);
    return origin && (origin.group || (homes.get(origin.host) ?? ''));
  };
  return { path, connector, groups, nobodys, groupOf };
}
