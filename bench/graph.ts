/**
 * A generated slice, the same each time: kinds in the proportions of an endpoint's telemetry, labels and properties of
 * their usual length, and power-law degrees, so that a few hosts and users stand on very many edges.
 */
import { EDGE_KINDS, NODE_KINDS } from '../shared/graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord, Props } from '../shared/graph/records.ts';
import type { RecordId } from '../shared/graph/ids.ts';
import { random, ranked } from './random.ts';
import type { Random } from './random.ts';

export interface Graph {
  readonly nodes: readonly NodeRecord[];
  readonly edges: readonly EdgeRecord[];
}

/** Parts in a hundred of the nodes. */
const NODE_SHARES: Readonly<Record<NodeKind, number>> = {
  process: 52,
  file: 25,
  address: 8,
  domain: 6,
  host: 2,
  user: 2,
  principal: 1,
  technique: 1,
  indicator: 1,
  alert: 2,
};
const EDGE_SHARES: Partial<Readonly<Record<EdgeKind, number>>> = {
  SPAWNED: 18,
  RAN_ON: 18,
  RAN_AS: 16,
  RUNS: 17,
  WROTE: 7,
  LOADED: 6,
  CONNECTED: 7,
  RESOLVED: 4,
  LOGGED_ON: 3,
  RAISED_ON: 2,
  INDICATES: 2,
};
const START = Date.UTC(2026, 9, 1);
const MONTH = 30 * 24 * 3_600_000;

export function makeGraph(nodeCount: number, edgeCount: number, seed = 1): Graph {
  const next = random(seed);
  const byKind = new Map<NodeKind, NodeRecord[]>(NODE_KINDS.map((kind) => [kind, []]));
  const nodes = Array.from({ length: nodeCount }, (_, index): NodeRecord => {
    const kind = drawn(next, NODE_SHARES) as NodeKind;
    const node = madeNode(next, kind, index);
    byKind.get(kind)!.push(node);
    return node;
  });
  const edges: EdgeRecord[] = [];
  const seen = new Set<string>();
  while (edges.length < edgeCount) {
    const kind = drawn(next, EDGE_SHARES) as EdgeKind;
    const src = end(next, byKind, EDGE_KINDS[kind].src, 0.7);
    const dst = end(next, byKind, EDGE_KINDS[kind].dst, 1.6);
    const key = `${src?.id}${kind}${dst?.id}`;
    if (!src || !dst || src === dst || seen.has(key)) continue;
    seen.add(key);
    const times = Array.from({ length: 1 + ranked(next, 8) }, () => src.firstSeen + Math.floor(next() * 3_600_000)).sort((a, b) => a - b);
    edges.push({
      id: id(next),
      kind,
      src: src.id,
      dst: dst.id,
      firstSeen: times[0]!,
      lastSeen: times.at(-1)!,
      count: times.length,
      props: kind === 'CONNECTED' ? { port: '443', transport: 'tcp' } : {},
      times,
    });
  }
  return { nodes, edges };
}

/** What the host of `withSupernode` is called. */
export const SUPERNODE = 'jump-server';
/** Its neighbours: so many alerts, this part of the others processes, the rest users. */
const ALERTS = 10;
const PROCESSES = 0.7;

/** The same graph, and beside it one host with this many neighbours that have no others. */
export function withSupernode({ nodes, edges }: Graph, neighbours: number, seed = 2): Graph {
  const next = random(seed);
  const host = { ...madeNode(next, 'host', 0), label: SUPERNODE };
  const around = Array.from({ length: neighbours }, (_, at): readonly [NodeRecord, EdgeRecord] => {
    const [kind, joined]: readonly [NodeKind, EdgeKind] =
      at < ALERTS ? ['alert', 'RAISED_ON'] : next() < PROCESSES ? ['process', 'RAN_ON'] : ['user', 'LOGGED_ON'];
    const node = madeNode(next, kind, nodes.length + at);
    const { firstSeen, lastSeen } = node;
    return [node, { id: id(next), kind: joined, src: node.id, dst: host.id, firstSeen, lastSeen, count: 1, props: {}, times: [firstSeen] }];
  });
  return { nodes: [...nodes, host, ...around.map(([node]) => node)], edges: [...edges, ...around.map(([, edge]) => edge)] };
}

function madeNode(next: Random, kind: NodeKind, index: number): NodeRecord {
  const firstSeen = START + Math.floor(next() * MONTH);
  return {
    id: id(next),
    kind,
    label: labelOf(kind, index),
    firstSeen,
    lastSeen: firstSeen + Math.floor(next() * 3_600_000),
    count: 1 + ranked(next, 1_000),
    props: propsOf(kind, index, next),
  };
}

function end(
  next: Random,
  byKind: ReadonlyMap<NodeKind, readonly NodeRecord[]>,
  kinds: readonly NodeKind[],
  exponent: number,
): NodeRecord | undefined {
  const nodes = byKind.get(kinds[ranked(next, kinds.length)]!)!;
  return nodes[ranked(next, nodes.length, exponent)];
}

function drawn(next: Random, shares: Partial<Readonly<Record<string, number>>>): string {
  let at = next() * 100;
  for (const [name, share] of Object.entries(shares)) if ((at -= share!) < 0) return name;
  return Object.keys(shares)[0]!;
}

function id(next: Random): RecordId {
  let text = '';
  for (let i = 0; i < 4; i++)
    text += Math.floor(next() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0');
  return text as RecordId;
}

function labelOf(kind: NodeKind, index: number): string {
  switch (kind) {
    case 'process':
      return ['powershell.exe', 'svchost.exe', 'cmd.exe', 'chrome.exe', 'rundll32.exe'][index % 5]!;
    case 'file':
      return `C:\\Windows\\System32\\drivers\\module-${index}.dll`;
    case 'address':
      return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
    case 'domain':
      return `cdn-${index}.example.net`;
    default:
      return `${kind}-${index}`;
  }
}

function propsOf(kind: NodeKind, index: number, next: Random): Props {
  if (kind === 'process')
    return {
      pid: 1_000 + (index % 60_000),
      commandLine: `"C:\\Windows\\System32\\svchost.exe" -k netsvcs -p -s Schedule${Math.floor(next() * 10_000)}`,
      integrity: 'Medium',
    };
  if (kind === 'file') return { path: `C:\\Windows\\System32\\drivers\\module-${index}.dll`, sha256: `${id(next)}${id(next)}` };
  return kind === 'host' ? { os: 'Windows 11', domain: 'corp.example' } : {};
}
