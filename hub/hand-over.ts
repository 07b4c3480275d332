/**
 * One hub gives its place to the next on the same data folder. The next leaves a note there, which only somebody who owns the
 * folder can; the present one sees it and leaves. What must not be forgotten in between, the proofs that were used, is left
 * for the next in a file that is read once.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from './keys/durable-file.ts';

const LOOK_MS = 100;
const noteOf = (folder: string): string => join(folder, 'hand-over');
const proofsOf = (folder: string): string => join(folder, 'used-proofs');

export const askForPlace = (folder: string): void => writeFileSync(noteOf(folder), '', { mode: 0o600 });

/** A note that nobody answered is of no use to a hub that has the place. */
export const takeNoteAway = (folder: string): void => rmSync(noteOf(folder), { force: true });

/** Resolves when the next hub asks for this one's place. `stop` ends the looking. */
export function watchForNext(folder: string): { readonly asked: Promise<void>; stop(): void } {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const looking = setInterval(() => {
    if (existsSync(noteOf(folder))) resolve();
  }, LOOK_MS).unref();
  return { asked, stop: () => clearInterval(looking) };
}

const usedSchema = z.strictObject({
  /** Unix ms: from when on every used proof is remembered. */
  since: z.int(),
  taken: z.array(z.tuple([z.string(), z.int()])),
});
export type UsedProofs = z.infer<typeof usedSchema>;

export const leaveProofs = (folder: string, used: UsedProofs): void => writeDurably(proofsOf(folder), Buffer.from(JSON.stringify(used)));

/** What the one before left; null where it did not leave in order. Good once. */
export function takeProofs(folder: string): UsedProofs | null {
  const file = proofsOf(folder);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return usedSchema.parse(JSON.parse(text));
}
