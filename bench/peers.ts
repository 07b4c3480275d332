/**
 * The same rows and the same questions in ours and in the graph and table databases that npm has, in turns. Ours is one
 * encrypted slice, asked in the analysts' language, each answer totally ordered and read in full; theirs are as they come:
 * plain files, prepared statements, all cores, walks in whatever order they like. Before anything is timed, each of the
 * questions is put to both and the answers are compared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '../shared/limits.ts';
import { openSliceOf } from '../test/support/open-slice.ts';
import { makeGraph } from './graph.ts';
import { paired } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';
import { writeRows } from './peers/csv.ts';
import { openDuckdb } from './peers/duckdb.ts';
import { openLadybug } from './peers/ladybug.ts';
import { askOurs } from './peers/ours.ts';
import type { Peer } from './peers/peer.ts';
import { questionsOf } from './peers/questions.ts';
import type { Question } from './peers/questions.ts';
import { EDGES, NODES } from './size.ts';

export const peersBench: Bench = {
  name: 'peers',
  run: async (say) => {
    const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
    say(`loading ${NODES} nodes and ${EDGES} edges three times`);
    const graph = makeGraph(NODES, EDGES);
    const slice = openSliceOf(graph, folder);
    const files = writeRows(graph, folder);
    const peers = [await openLadybug(folder, files), await openDuckdb(folder, files)];
    try {
      const rows: BenchRow[] = [];
      for (const question of questionsOf(graph))
        for (const peer of peers) {
          say(`${question.name}, ${peer.name}`);
          rows.push(await compared(question, askOurs(slice.backend, graph), peer));
        }
      return rows;
    } finally {
      for (const peer of peers) await peer.close();
      slice.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function compared({ name, puts, targets }: Question, ours: Omit<Peer, 'close'>, peer: Peer): Promise<BenchRow> {
  for (const put of puts) same(name, peer.name, await put(ours), await put(peer));
  const turn = (who: Omit<Peer, 'close'>): { run: () => Promise<unknown> } => {
    let next = 0;
    return { run: () => puts[next++]!(who) };
  };
  const { ours: times, yardstick, ratio } = await paired(puts.length - 1, turn(ours), turn(peer));
  const target = targets[peer.name];
  return {
    name: `${name}, ours / ${peer.name}`,
    ours: times,
    yardstick: { name: peer.name, times: yardstick },
    ratio,
    target: target === undefined ? 'none' : `≤ ${target} ×`,
    met: target === undefined || ratio <= target,
  };
}

/** Where a limit cut both short, each may have cut elsewhere. */
function same(question: string, peer: string, ours: Awaited<ReturnType<Question['puts'][number]>>, theirs: typeof ours): void {
  const cut = Array.isArray(ours) && ours.length >= LIMITS.rows;
  const [a, b] = [ours, theirs].map((answer) => JSON.stringify(Array.isArray(answer) ? (cut ? answer.length : answer.toSorted()) : answer));
  if (a !== b) throw new Error(`${question}: ${peer} answers ${b!.slice(0, 200)}, ours is ${a!.slice(0, 200)}`);
}
