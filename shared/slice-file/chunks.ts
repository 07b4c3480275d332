/**
 * A ready slice file on its way: the contents of its pages in chunks, each compressed (zstd) and sealed (AES-256-GCM) under the
 * snapshot's own key. Tenant, snapshot, the chunk's number and how many there are, are bound to it: one that was cut, exchanged,
 * moved or left out does not open. The key seals each number once, so the number is the nonce.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompressSync, zstdDecompress } from 'node:zlib';
import type { TenantId } from '../graph/ids.ts';
import { CONTENT, PAGE } from './pages.ts';

/** Few enough that one chunk passes through a modem's line before anybody loses patience: some 75 kB. */
export const CHUNK_PAGES = 32;
/** Bytes of a sealed chunk at most: what zstd makes of bytes that don't shrink, and the tag. */
export const CHUNK_BYTES = CHUNK_PAGES * PAGE + 1_024;
const TAG = 16;
/** Each result comes in one piece: in pieces of the usual 16 KB each takes a turn of its own, and all are copied together. */
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: CHUNK_BYTES };
const OPENED = { chunkSize: CHUNK_BYTES };
const decompress = promisify(zstdDecompress);

/** A snapshot as it is named to those who fetch it. */
export interface SnapshotName {
  readonly tenant: TenantId;
  /** 32 hexadecimal digits, drawn at random. They are the salt of the files that are written from it. */
  readonly id: string;
  readonly pages: number;
}

export const chunksOf = (pages: number): number => Math.ceil(pages / CHUNK_PAGES);

/** Pages in the chunk of this number (from 0). */
export const pagesIn = (chunk: number, pages: number): number => Math.min(CHUNK_PAGES, pages - chunk * CHUNK_PAGES);

export function sealChunk(key: KeyObject, name: SnapshotName, chunk: number, contents: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(chunk)).setAAD(labelOf(name, chunk));
  return Buffer.concat([cipher.update(zstdCompressSync(contents, FASTEST)), cipher.final(), cipher.getAuthTag()]);
}

/** Whether this is the chunk of this number, whole. */
export function isChunk(key: KeyObject, name: SnapshotName, chunk: number, box: Uint8Array): boolean {
  try {
    unsealed(key, name, chunk, box);
    return true;
  } catch {
    return false;
  }
}

/** Contents of the pages. Throws on anything but the very chunk that was asked for. */
export async function openChunk(key: KeyObject, name: SnapshotName, chunk: number, box: Uint8Array): Promise<Buffer> {
  const length = pagesIn(chunk, name.pages) * CONTENT;
  const contents = await decompress(unsealed(key, name, chunk, box), { ...OPENED, maxOutputLength: length });
  if (contents.length !== length) throw new Error('a chunk has the wrong length');
  return contents;
}

function unsealed(key: KeyObject, name: SnapshotName, chunk: number, box: Uint8Array): Buffer {
  if (box.length <= TAG || box.length > CHUNK_BYTES || chunk >= chunksOf(name.pages)) throw new Error('a chunk has the wrong form');
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(chunk), { authTagLength: TAG }).setAAD(labelOf(name, chunk));
  decipher.setAuthTag(box.subarray(box.length - TAG));
  const packed = decipher.update(box.subarray(0, box.length - TAG));
  decipher.final();
  return packed;
}

function nonceOf(chunk: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(chunk, 8);
  return nonce;
}

const labelOf = ({ tenant, id, pages }: SnapshotName, chunk: number): Buffer =>
  Buffer.from(['netgraph chunk', tenant, id, chunk, chunksOf(pages)].join('\0'));
