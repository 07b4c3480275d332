/**
 * A full canvas (as many nodes as may be on one) as a drawing with pseudonyms, against the same drawing with names: what finding
 * names costs. The names of as many users and hosts as the graph has are known besides.
 */
import { compose } from '../electron/export/compose.ts';
import type { ExportInput } from '../electron/export/compose.ts';
import { draw } from '../electron/export/draw.ts';
import { viewSchema } from '../shared/contract/view.ts';
import { LIMITS } from '../shared/limits.ts';
import { makeGraph } from './graph.ts';
import { paired } from './measure.ts';
import type { Bench } from './measure.ts';
import { EDGES, NODES } from './size.ts';

const ROUNDS = 5;
const TARGET = 3;
const TARGET_MS = 5_000;

export const exportBench: Bench = {
  name: 'export',
  async run(say) {
    const count = Math.min(NODES, LIMITS.canvasStop);
    const { nodes, edges } = makeGraph(count, Math.min(EDGES, 4 * count));
    const named = (...kinds: string[]): string[] => nodes.filter(({ kind }) => kinds.includes(kind)).map(({ label }) => label);
    const input: ExportInput = {
      raw: false,
      view: viewSchema.parse({
        nodes: nodes.map(({ id }, at) => ({ id, x: (at % 250) * 60, y: Math.floor(at / 250) * 60, pinned: false, hidden: false })),
        selected: [],
        query: '',
      }),
      nodes,
      edges,
      names: { users: named('user', 'principal'), hosts: named('host'), domains: ['corp.example'] },
      case: null,
      monogram: 'C01',
      analyst: 'Analyst',
      role: 'investigator',
      sentence: '[MSSP analyst Analyst] acting as [Customer 1, with role Investigator]',
      record: '0a000000-0000-7000-8000-000000000001',
      sliceAt: 0,
      now: 0,
    };
    const { users, hosts } = compose(input).hidden;
    if (users === 0 || hosts === 0) throw new Error('nothing was replaced');
    say(`${count} nodes, ${edges.length} edges`);
    const { ours, yardstick, ratio } = await paired(
      ROUNDS,
      { run: () => draw('svg', input) },
      { run: () => draw('svg', { ...input, raw: true }) },
    );
    const name = `a canvas of ${count} nodes, ${edges.length} edges exported as SVG with pseudonyms`;
    return [
      { name, ours, yardstick: { name: 'the same with names', times: yardstick }, ratio, target: `≤ ${TARGET} ×`, met: ratio <= TARGET },
      {
        name: `${name}, in all`,
        ours,
        yardstick: null,
        ratio: null,
        target: `p95 ≤ ${TARGET_MS} ms`,
        met: ours.p95 <= TARGET_MS,
      },
    ];
  },
};
