/** The yardstick in a thread of its own, as our store is: each message is a file to fill, each answer that it is. */
import { parentPort } from 'node:worker_threads';
import { makeGraph } from './graph.ts';
import { insertRaw, rawRows } from './raw-insert.ts';
import { columnsOf } from './segments.ts';
import { EDGES, NODES } from './size.ts';

const graph = makeGraph(NODES, EDGES);
const rows = rawRows([columnsOf(graph.nodes, graph.edges)]);
parentPort!.on('message', (file: string) => {
  insertRaw(file, rows);
  parentPort!.postMessage(null);
});
parentPort!.postMessage(null);
