/**
 * Snapshots as they lie in the hub's folder: a tenant's in a folder of its own, each as a file of sealed chunks and a head,
 * sealed under the tenant's key, that has the chunks' key. It is a cache: what does not open is removed, and with it what was built
 * in another course of events than the database's: the cursor in its head doesn't open then.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { chunksOf, isChunk } from '../../shared/slice-file/chunks.ts';
import { openCursor } from '../feed/cursor.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import type { BuiltSnapshot } from './build.ts';

const whole = z.int().min(0);
const headSchema = z.strictObject({
  /** Where the feed stands after it. */
  cursor: z.string(),
  nodes: whole,
  edges: whole,
  pages: whole,
  lengths: z.array(whole).readonly(),
  key: z.string(),
});

export interface KeptSnapshot {
  readonly id: string;
  readonly slice: SliceSpec;
  /** Everything up to this change number is in it. */
  readonly seq: number;
  readonly nodes: number;
  readonly edges: number;
  readonly pages: number;
  /** Bytes of each chunk. */
  readonly lengths: readonly number[];
  readonly key: Buffer;
}

export interface NewSnapshot {
  readonly id: string;
  readonly key: Buffer;
  readonly scratch: string;
  readonly target: string;
}

const PURPOSE = 'snapshot';
/** Bytes that are read at once. */
const READ = 1 << 20;

function snapshotOf(keys: TenantKeys, id: string, { cursor, key, ...head }: z.infer<typeof headSchema>): KeptSnapshot | null {
  const position = openCursor(keys, cursor);
  return position && { id, ...position, ...head, key: Buffer.from(key, 'base64') };
}

export class SnapshotFolder {
  readonly #folder: string;
  readonly #tenant: TenantId;
  readonly #objects = new WeakMap<KeptSnapshot, { readonly key: KeyObject; readonly starts: readonly number[] }>();

  /** `parent` is the hub's folder of all snapshots. */
  constructor(parent: string, tenant: TenantId) {
    this.#folder = join(parent, tenant);
    this.#tenant = tenant;
  }

  /** What lies here and opens, in order of change. What is of no use any more goes. */
  load(keys: TenantKeys): KeptSnapshot[] {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const names = readdirSync(this.#folder);
    const heads = names.filter((name) => name.endsWith('.head')).map((name) => name.slice(0, -'.head'.length));
    const kept = heads.flatMap((id) => this.#read(keys, id) ?? []);
    const good = new Set(kept.flatMap(({ id }) => [`${id}.head`, `${id}.chunks`]));
    for (const name of names) if (!good.has(name)) rmSync(join(this.#folder, name), { force: true });
    return kept.toSorted((a, b) => a.seq - b.seq);
  }

  /** A name and key for one that is to be built. */
  next(): NewSnapshot {
    const id = randomBytes(16).toString('hex');
    return { id, key: randomBytes(32), scratch: join(this.#folder, `${id}.scratch`), target: this.#chunks(id) };
  }

  keep(keys: TenantKeys, id: string, key: Buffer, { cursor, nodes, edges, pages, lengths }: BuiltSnapshot): KeptSnapshot {
    const head: z.infer<typeof headSchema> = { cursor, nodes, edges, pages, lengths, key: key.toString('base64') };
    const kept = snapshotOf(keys, id, head);
    if (!kept) throw new Error('a snapshot of no course of events');
    const file = this.#head(id);
    writeFileSync(`${file}.new`, keys.sealText(PURPOSE, id, JSON.stringify(head)), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    return kept;
  }

  remove({ id }: KeptSnapshot): void {
    for (const file of [this.#head(id), this.#chunks(id)]) rmSync(file, { force: true });
  }

  /** Chunks as they are sent, from number `from` on. Ends early, by throwing, where one is not what was built. */
  async *read(snapshot: KeptSnapshot, from: number, count: number): AsyncGenerator<Buffer> {
    const { id, pages, lengths } = snapshot;
    const { key, starts } = this.#objectsOf(snapshot);
    const name = { tenant: this.#tenant, id, pages };
    const end = Math.min(from + count, lengths.length);
    const file = await open(this.#chunks(id), 'r');
    try {
      for (let first = from; first < end;) {
        let next = first + 1;
        while (next < end && starts[next + 1]! - starts[first]! <= READ) next++;
        const length = starts[next]! - starts[first]!;
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, starts[first]!);
        if (bytesRead < length) throw new Error('a snapshot is cut short');
        const frames: Buffer[] = [];
        for (let chunk = first; chunk < next; chunk++) {
          const box = buffer.subarray(starts[chunk]! - starts[first]!, starts[chunk + 1]! - starts[first]!);
          if (!isChunk(key, name, chunk, box)) throw new Error('a chunk is not what was built');
          const size = Buffer.allocUnsafe(4);
          size.writeUInt32BE(box.length);
          frames.push(size, box);
        }
        yield Buffer.concat(frames);
        first = next;
      }
    } finally {
      await file.close();
    }
  }

  #objectsOf(snapshot: KeptSnapshot): { readonly key: KeyObject; readonly starts: readonly number[] } {
    let known = this.#objects.get(snapshot);
    if (!known) {
      const starts = [0];
      for (const length of snapshot.lengths) starts.push(starts.at(-1)! + length);
      known = { key: createSecretKey(snapshot.key), starts };
      this.#objects.set(snapshot, known);
    }
    return known;
  }

  #read(keys: TenantKeys, id: string): KeptSnapshot | null {
    try {
      const head = headSchema.parse(JSON.parse(keys.openText(PURPOSE, id, readFileSync(this.#head(id)))));
      const size = head.lengths.reduce((sum, length) => sum + length, 0);
      if (head.lengths.length !== chunksOf(head.pages) || statSync(this.#chunks(id)).size !== size) return null;
      return snapshotOf(keys, id, head);
    } catch {
      return null;
    }
  }

  #head(id: string): string {
    return join(this.#folder, `${id}.head`);
  }

  #chunks(id: string): string {
    return join(this.#folder, `${id}.chunks`);
  }
}
