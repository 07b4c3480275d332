/**
 * Real telemetry of a folder for the demo's tenants. What the lines say decides, not the names of files: each of the largest
 * Windows domains is one tenant, and so is what is left of them together (small domains, machines without one); AWS accounts
 * go to the tenants in the same way, and so do folders of what names neither. A file that holds lines of several is split by
 * line.
 */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { readLines } from '../../ingest/lines.ts';
import { DEMO_TENANTS } from '../tenants.ts';
import { readDataFile } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { sortOf } from './data-lines.ts';
import type { DemoSource } from './source.ts';

export interface TenantShare {
  readonly sources: readonly DemoSource[];
  /** Windows domains, AWS accounts and folders (`zeek/`), the largest first; '' are machines without a domain. */
  readonly groups: readonly string[];
  readonly lines: number;
}

export interface DataFolder {
  /** By the key of the tenant; each tenant has an entry. A source is a file, or one tenant's part of it. */
  readonly tenants: ReadonlyMap<string, TenantShare>;
  /** Files that fill no tenant, and why. */
  readonly leftOut: readonly { readonly file: string; readonly why: string }[];
  /** Lines that name no machine or account, in files of several tenants. */
  readonly nobodys: number;
}

/** Reads each file once to count. Throws an Error that says what to do when there is nothing to fill a tenant with. */
export async function dataFolder(folder: string): Promise<DataFolder> {
  const leftOut: { file: string; why: string }[] = [];
  const files: DataFile[] = [];
  for (const path of await filesIn(folder)) {
    const file = relative(folder, path);
    const found = await readDataFile(path, dirname(file)).catch(() => 'it cannot be read to its end');
    if (typeof found === 'string') leftOut.push({ file, why: found });
    else files.push(found);
  }
  if (files.length === 0) throw unusable(folder, 'holds nothing that a connector reads');

  const owner = owners(files);
  const tenants = new Map(DEMO_TENANTS.map(({ key }) => [key, shareOf(key, files, owner, folder)]));
  const split = files.filter((file) => ownersOf(file, owner).size > 1);
  return { tenants, leftOut, nobodys: split.reduce((sum, { nobodys }) => sum + nobodys, 0) };
}

type Owner = (file: DataFile, group: string) => string;

/** Domains, accounts and folders are three lists, each shared out by size; equally large ones by name. */
function owners(files: readonly DataFile[]): Owner {
  const rest = DEMO_TENANTS.length - 1;
  const tenantOf = new Map<string, string>();
  for (const [sort, ofSort] of Map.groupBy(files, ({ connector }) => sortOf(connector.name))) {
    const sizes = new Map<string, number>();
    for (const { groups } of ofSort) {
      for (const [group, lines] of groups) if (group !== '') sizes.set(group, (sizes.get(group) ?? 0) + lines);
    }
    const bySize = [...sizes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    for (const [place, [group]] of bySize.entries()) tenantOf.set(`${sort} ${group}`, DEMO_TENANTS[Math.min(place, rest)]!.key);
  }
  return ({ connector }, group) => tenantOf.get(`${sortOf(connector.name)} ${group}`) ?? DEMO_TENANTS[rest]!.key;
}

const ownersOf = (file: DataFile, owner: Owner): Set<string> => new Set([...file.groups.keys()].map((group) => owner(file, group)));

function shareOf(tenant: string, files: readonly DataFile[], owner: Owner, folder: string): TenantShare {
  const sources: DemoSource[] = [];
  const sizes = new Map<string, number>();
  for (const file of files) {
    const own = [...file.groups].filter(([group]) => owner(file, group) === tenant);
    if (own.length === 0) continue;
    for (const [group, lines] of own) sizes.set(group, (sizes.get(group) ?? 0) + lines);
    const whole = ownersOf(file, owner).size === 1;
    sources.push({
      name: relative(folder, file.path),
      connector: file.connector,
      lines: () => (whole ? readLines(file.path) : linesOf(tenant, file, owner)),
    });
  }
  const groups = [...sizes].sort(([, x], [, y]) => y - x).map(([group]) => group);
  return { sources, groups, lines: [...sizes.values()].reduce((sum, lines) => sum + lines, 0) };
}

/** What does not say whose it is goes to nobody: better lost and counted than with the wrong customer. */
async function* linesOf(tenant: string, file: DataFile, owner: Owner): AsyncGenerator<string> {
  for await (const line of readLines(file.path)) {
    const group = file.groupOf(line);
    if (group !== null && owner(file, group) === tenant) yield line;
  }
}

/** In the order of their names, so that runs are alike. Links are not followed. */
async function filesIn(folder: string): Promise<string[]> {
  const kind = await stat(folder).catch(() => null);
  if (!kind?.isDirectory()) throw unusable(folder, kind ? 'is not a folder' : 'does not exist or may not be read');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw unusable(folder, 'cannot be listed');
  });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw unusable(folder, 'is empty');
  return files.sort((a, b) => (a < b ? -1 : 1));
}

const unusable = (folder: string, why: string): Error =>
  new Error(
    `--data: ${folder} ${why}. Name a folder with files of telemetry, plain or .gz, as docs/TELEMETRY.md lists them; without --data a simulator fills the demo.`,
  );
