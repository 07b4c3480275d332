/** Builds one snapshot, away from the thread that answers: segments become a slice's file, and its pages become sealed chunks. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { NONE } from '../../shared/slice-file/shape-arrays.ts';
import type { ShapeArrays } from '../../shared/slice-file/shape-arrays.ts';
import { SliceBuilder } from '../../shared/slice-file/builder.ts';
import { CHUNK_PAGES, chunksOf, sealChunk } from '../../shared/slice-file/chunks.ts';
import { openSegment } from '../../shared/slice-file/open-segment.ts';
import { PAGE, PageSealer, SALT } from '../../shared/slice-file/pages.ts';
import { newDatabase } from './driver.ts';
import type { BuildOptions, Built, Order, Report } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
const { tenant, ordinal, slice, id, key, at, scratch, target } = workerData as BuildOptions;
const chunkKey = createSecretKey(key);
key.fill(0);
const scratchKey = randomBytes(32);
const db = newDatabase(scratch, scratchKey);
const builder = new SliceBuilder(db, ordinal);

port.on('message', (order: Order) => {
  if (order.do === 'segment') {
    const columns = openSegment({ ...order.segment, key: order.segment.key && Buffer.from(order.segment.key) }, tenant);
    if (columns) builder.apply(columns);
    return port.postMessage({ done: 'segment', records: builder.records } satisfies Report);
  }
  const arrays = builder.finish({ tenant, slice, cursor: order.cursor, at });
  db.close();
  const sealed = sealPages();
  rmSync(scratch);
  port.postMessage({ done: 'finish', ...sealed, ...countsOf(arrays) } satisfies Report);
  port.close();
});

function sealPages(): Pick<Built, 'pages' | 'lengths'> {
  const pages = statSync(scratch).size / PAGE;
  const name = { tenant, id, pages };
  const [from, to] = [openSync(scratch, 'r'), openSync(target, 'wx', 0o600)];
  try {
    const buffer = Buffer.alloc(CHUNK_PAGES * PAGE);
    const salt = Buffer.alloc(SALT);
    readSync(from, salt, 0, SALT, 0);
    const sealer = new PageSealer(scratchKey, salt);
    const lengths: number[] = [];
    for (let chunk = 0; chunk < chunksOf(pages); chunk++) {
      const read = readSync(from, buffer, 0, buffer.length, chunk * buffer.length);
      const contents = sealer.open(buffer.subarray(0, read), chunk * CHUNK_PAGES + 1);
      const box = sealChunk(chunkKey, name, chunk, contents);
      writeSync(to, box);
      lengths.push(box.length);
    }
    fsyncSync(to);
    return { pages, lengths };
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

function countsOf({ nodeKinds, edgeKinds }: ShapeArrays): Pick<Built, 'nodes' | 'edges'> {
  const present = (kinds: Uint8Array): number => kinds.reduce((count, kind) => (kind === NONE ? count : count + 1), 0);
  return { nodes: present(nodeKinds), edges: present(edgeKinds) };
}
