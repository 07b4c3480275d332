/** Facts and runs that the tests of a first sync by pages share. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeGraph } from '../../bench/graph.ts';
import { CHUNK_PAGES } from '../../shared/slice-file/chunks.ts';
import { PAGE } from '../../shared/slice-file/pages.ts';
import { OTHER } from './slice.ts';
import { readySnapshot } from './snapshot-feed.ts';
import { keys } from './sync-run.ts';

export const GRAPH = makeGraph(2_000, 6_000, 5);
/** Bytes of a chunk's pages. */
export const CHUNK = CHUNK_PAGES * PAGE;

const where = mkdtempSync(join(tmpdir(), 'netgraph-ready-'));
export const ready = await readySnapshot(where, GRAPH, keys.publicKey);
export const other = await readySnapshot(where, makeGraph(2_000, 6_000, 7), keys.publicKey);
rmSync(join(where, `${ready.offer.id}.chunks`));
/** Another tenant's, under the same name. */
export const foreign = await readySnapshot(where, GRAPH, keys.publicKey, { tenant: OTHER, id: ready.offer.id });
rmSync(where, { recursive: true });

export const NOT_FOUND = { code: 'not_found', text: 'Not found.', next: '' } as const;
