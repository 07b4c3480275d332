/** What the PostgreSQL server that this process started uses, from its processes; null where the system doesn't tell. */
import { readFileSync, readdirSync } from 'node:fs';

export interface PostgresUse {
  /** Of the processes that live now, in seconds: one that ends takes its time along. */
  readonly cpu: number;
  /** Processes that serve a client. */
  readonly connections: number;
}

const TICKS = 100;

interface Running {
  readonly id: number;
  readonly parent: number;
  readonly cpu: number;
}

export function postgresUse(): PostgresUse | null {
  if (process.platform !== 'linux') return null;
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => running(Number(name)) ?? []);
  const servers = all.filter(({ id, parent }) => parent === process.pid && /postgres\0/.test(title(id)));
  const serving = all.filter(({ parent }) => servers.some(({ id }) => id === parent));
  return {
    cpu: [...servers, ...serving].reduce((sum, { cpu }) => sum + cpu, 0),
    connections: serving.filter(({ id }) => title(id).includes('[local]')).length,
  };
}

/** Null: it ended meanwhile. */
function running(id: number): Running | null {
  try {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { id, parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / TICKS };
  } catch {
    return null;
  }
}

function title(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
