/** Who has written to a customer's graph, such as `npm run ingest`, leaves a note for the hub on the data folder: its snapshots are to be looked at. */
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantId } from '../../shared/graph/ids.ts';

const NOTE = /^([0-9a-f-]{36})\.changed$/;

export const snapshotsIn = (dataFolder: string): string => join(dataFolder, 'snapshots');

export function noteChange(dataFolder: string, tenant: TenantId): void {
  mkdirSync(snapshotsIn(dataFolder), { recursive: true, mode: 0o700 });
  writeFileSync(join(snapshotsIn(dataFolder), `${tenant}.changed`), '', { mode: 0o600 });
}

/** The same, to be taken at this time (Unix ms) and not before. */
export function noteForLater(dataFolder: string, tenant: TenantId, at: number): void {
  noteChange(dataFolder, tenant);
  utimesSync(join(snapshotsIn(dataFolder), `${tenant}.changed`), at / 1_000, at / 1_000);
}

/** Takes the notes away whose time has come. */
export function takeNotes(dataFolder: string): TenantId[] {
  mkdirSync(snapshotsIn(dataFolder), { recursive: true, mode: 0o700 });
  const found = readdirSync(snapshotsIn(dataFolder)).filter((name) => NOTE.test(name));
  const due = found.filter((name) => statSync(join(snapshotsIn(dataFolder), name)).mtimeMs <= Date.now());
  for (const name of due) rmSync(join(snapshotsIn(dataFolder), name), { force: true });
  return due.map((name) => NOTE.exec(name)![1] as TenantId);
}
