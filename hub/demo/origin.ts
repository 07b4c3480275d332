/** What fills a demo, remembered in its data folder: another source needs another folder, and what was read is not read again. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../keys/durable-file.ts';

const FILE = 'demo-source.json';

const originSchema = z.strictObject({
  /** A folder of real telemetry, or null for the simulator. */
  data: z.string().nullable(),
  /** Unix ms of the first start: the simulator's days end before it. */
  at: z.int(),
  /** Keys of the tenants that have been filled to the end. */
  filled: z.array(z.string()),
});
export type Origin = z.infer<typeof originSchema>;

/** Throws when the folder was begun from another source. */
export function originOf(dataFolder: string, data: string | null, now: number): Origin {
  const file = join(dataFolder, FILE);
  if (!existsSync(file)) {
    const origin: Origin = { data, at: now, filled: [] };
    keepOrigin(dataFolder, origin);
    return origin;
  }
  const origin = originSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (origin.data === data) return origin;
  const words = origin.data === null ? 'the simulator' : origin.data;
  throw new Error(`The demo in ${dataFolder} was filled from ${words}. For another source give another folder: --data-folder DIR.`);
}

export const keepOrigin = (dataFolder: string, origin: Origin): void =>
  writeDurably(join(dataFolder, FILE), Buffer.from(`${JSON.stringify(origin)}\n`));
