/** One file of real telemetry: what kind it is, and whose lines it holds. Read as a stream, once, to count. */
import { recognise } from '../../connectors/index.ts';
import type { ConnectorName } from '../../connectors/index.ts';
import { readLines } from '../../ingest/lines.ts';
import { originOf } from './data-lines.ts';

/** Lines by which a file is recognised. */
const FIRST_LINES = 20;

export interface DataFile {
  readonly path: string;
  readonly connector: ConnectorName;
  /** Lines of each group; '' are machines without a domain. */
  readonly groups: ReadonlyMap<string, number>;
  /** Lines that are not empty and name no machine or account. */
  readonly nobodys: number;
  /** The group of a line; null when it does not say. */
  groupOf(line: string): string | null;
}

/** null when its first lines are of no kind that a connector reads. Throws when the file cannot be read to its end. */
export async function readDataFile(path: string): Promise<DataFile | null> {
  const first: string[] = [];
  for await (const line of readLines(path)) if (first.push(line) === FIRST_LINES) break;
  const connector = recognise(first);
  if (connector === null) return null;

  const machines = new Map<string, Map<string, number>>();
  let nobodys = 0;
  for await (const line of readLines(path)) {
    const origin = originOf(connector, line);
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
    const origin = originOf(connector, line);
    return origin && (origin.group || (homes.get(origin.host) ?? ''));
  };
  return { path, connector, groups, nobodys, groupOf };
}
