/** A hostile hub's snapshot: rightly sealed, of the right tenant and slice, but a file that the hub's own builder would never make. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Graph } from '../../bench/graph.ts';
import { columnsOf } from '../../bench/segments.ts';
import { newDatabase } from '../../hub/snapshot/driver.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import { wrapTo } from '../../shared/protocol/wrap.ts';
import { SliceBuilder } from '../../shared/slice-file/builder.ts';
import { CHUNK_PAGES, chunksOf, sealChunk } from '../../shared/slice-file/chunks.ts';
import type { BuildDatabase } from '../../shared/slice-file/database.ts';
import { CONTENT, PAGE, PageSealer, SALT } from '../../shared/slice-file/pages.ts';
import { ORDINAL, TENANT } from './slice-facts.ts';
import type { Ready } from './snapshot-feed.ts';

export interface Plant {
  /** What becomes of each statement that makes a table or an index. */
  readonly schema?: (text: string) => string;
  /** Done to the file when it is whole. */
  readonly after?: (db: BuildDatabase) => void;
  /** Done to the contents of its pages. */
  readonly contents?: (contents: Buffer) => void;
}

/** `folder`: where it may work. `publicKey`: the device to which its key is wrapped. */
export async function plantedSnapshot(folder: string, { nodes, edges }: Graph, publicKey: string, plant: Plant): Promise<Ready> {
  const id = randomBytes(16).toString('hex');
  const [key, fileKey] = [randomBytes(32), randomBytes(32)];
  const scratch = join(folder, `${id}.scratch`);
  const db = newDatabase(scratch, fileKey);
  const builder = new SliceBuilder({ ...db, schema: (text) => db.schema(plant.schema?.(text) ?? text) }, ORDINAL);
  builder.apply(columnsOf(nodes, edges));
  builder.finish({ tenant: TENANT, slice: WHOLE_SLICE, cursor: '0', at: 1 });
  plant.after?.(db);
  db.close();
  const bytes = readFileSync(scratch);
  const contents = new PageSealer(fileKey, bytes.subarray(0, SALT)).open(bytes, 1);
  plant.contents?.(contents);
  const pages = bytes.length / PAGE;
  const name = { tenant: TENANT, id, pages };
  const chunk = CHUNK_PAGES * CONTENT;
  const boxes = Array.from({ length: chunksOf(pages) }, (_, at) =>
    Uint8Array.from(sealChunk(createSecretKey(key), name, at, contents.subarray(at * chunk, at * chunk + chunk))),
  );
  const offer = {
    state: 'ready',
    id,
    pages,
    nodes: nodes.length,
    edges: edges.length,
    key: await wrapTo(publicKey, 'netgraph snapshot', key),
  };
  return { offer: offer as Ready['offer'], slice: WHOLE_SLICE, boxes };
}
