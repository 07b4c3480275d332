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

/**
 * Asks until the returned function is called, which takes the note away: another hub that waits for the same place takes it away
 * when it leads, and is to see this one's then.
 */
export function askForPlace(folder: string): () => void {
  const ask = (): void => writeFileSync(noteOf(folder), '', { mode: 0o600 });
  ask();
  const again = (): void => {
    try {
      ask();
    } catch {
      // The present hub was asked already, or is in a moment; who waits for its place ends in words where it doesn't come.
    }
  };
  const asking = setInterval(again, LOOK_MS).unref();
  return () => {
    clearInterval(asking);
    takeNoteAway(folder);
  };
}

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

/** The next hub leads within this time, or other hubs may have served in between. */
const FRESH_MS = 10_000;

const usedSchema = z.strictObject({
  /** Unix ms: from when on every used proof is remembered. */
  since: z.int(),
  taken: z.array(z.tuple([z.string(), z.int()])),
});
export type UsedProofs = z.infer<typeof usedSchema>;
const leftSchema = usedSchema.extend({
  /** Unix ms: when they were left. */
  at: z.int(),
});

export const leaveProofs = (folder: string, used: UsedProofs, now: number): void =>
  writeDurably(proofsOf(folder), Buffer.from(JSON.stringify({ ...used, at: now })));

/** What the one before left a moment ago; null where it did not leave in order, or others may have served since. Good once. */
export function takeProofs(folder: string, now: number): UsedProofs | null {
  const file = proofsOf(folder);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  const left = leftSchema.safeParse(parsed(text));
  if (!left.success) return null;
  const { at, ...used } = left.data;
  return now >= at && now - at <= FRESH_MS ? used : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
