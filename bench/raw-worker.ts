/** The yardstick in a thread of its own, as our store is: each message is a file to fill, each answer that it is. */
import { parentPort, workerData } from 'node:worker_threads';
import { makeGraph } from './graph.ts';
import { insertRaw, rawRows } from './raw-insert.ts';
import { columnsOf } from './segments.ts';
import { EDGES, NODES } from './size.ts';

const columns = Array.from({ length: workerData as number }, (_, part) => {
  const { nodes, edges } = makeGraph(NODES, EDGES, part + 1);
  return columnsOf(nodes, edges);
});
const rows = rawRows(columns);
parentPort!.on('message', (file: string) => {
  insertRaw(file, rows);
  parentPort!.postMessage(null);
});
parentPort!.postMessage(null);
