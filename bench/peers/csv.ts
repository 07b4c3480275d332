/** The rows of the bench as two files that every peer loads by its own bulk load: ours read from the same graph. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Graph } from '../graph.ts';

export interface RowFiles {
  readonly nodes: string;
  readonly edges: string;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Nodes are numbered; edges name their ends by number and come with their source first, as both loaders want it. */
export function writeRows({ nodes, edges }: Graph, folder: string): RowFiles {
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  const files = { nodes: join(folder, 'nodes.csv'), edges: join(folder, 'edges.csv') };
  const nodeLines = nodes.map((node, n) =>
    [n, node.id, node.kind, quoted(node.label), node.firstSeen, node.lastSeen, node.count, quoted(JSON.stringify(node.props))].join(','),
  );
  const edgeLines = edges.map((edge, e) =>
    [
      ...[numbers.get(edge.src), numbers.get(edge.dst), e, edge.id, edge.kind, edge.firstSeen, edge.lastSeen, edge.count],
      ...[quoted(JSON.stringify(edge.props)), quoted(JSON.stringify(edge.times))],
    ].join(','),
  );
  writeFileSync(files.nodes, nodeLines.join('\n'));
  writeFileSync(files.edges, edgeLines.join('\n'));
  return files;
}
