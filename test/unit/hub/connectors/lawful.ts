/** What every connector's answer must be, whatever the line was; and the lines and folders that the tests here share. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LineConnector, LineResult, Seen } from '../../../../hub/ingest/observe.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../../../shared/graph/kinds.ts';
import type { NodeKind } from '../../../../shared/graph/kinds.ts';

const DATA = join(import.meta.dirname, '../../../../..', 'shared/data');
/** Where the real telemetry lies beside the repository; null where it does not: then the tests that need it are skipped. */
export const REAL_EVENTS = existsSync(join(DATA, 'events')) ? join(DATA, 'events') : null;
export const realFile = (...path: string[]): string => join(DATA, ...path);

/** Every reason that a connector may give: fixed texts, so none can hold a line's content. */
const REASONS = new Set([
  'not a JSON object',
  'not a Windows event',
  'not a CloudTrail record',
  'several records in one line',
  'no event id',
  'no host name',
  'no usable time',
  'no process',
  'no account',
  'no principal',
]);

/** Throws a plain Error at the first thing that is not as it must be: made for hundreds of thousands of lines. */
export function checkLawful(result: LineResult): void {
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${what}: ${JSON.stringify(result)}`);
  };
  if ('malformed' in result) return must(REASONS.has(result.malformed), 'an unknown reason');
  if ('skipped' in result) return must(result.skipped, 'skipped');
  const { time, nodes, edges } = result.seen;
  must(Number.isSafeInteger(time) && time > 0, 'time');
  must(nodes.length > 0, 'a sighting without nodes');
  const names = new Set<string>();
  for (const { kind, key, label, props } of nodes) {
    must(NODE_KINDS.includes(kind) && kind !== 'alert', 'kind');
    must(key !== '' && label.trim() !== '', 'an empty name');
    must(label.length <= 33_000 && key.length <= 66_000, 'a name without end');
    names.add(`${kind}\0${key}`);
    checkProps(props, must);
  }
  must(names.size === nodes.length, 'a thing twice');
  for (const { kind, src, dst, props } of edges) {
    const ends: { src: readonly NodeKind[]; dst: readonly NodeKind[] } = EDGE_KINDS[kind];
    must(ends.src.includes(nodes[src]?.kind as NodeKind) && ends.dst.includes(nodes[dst]?.kind as NodeKind), `ends of ${kind}`);
    checkProps(props, must);
  }
}

function checkProps(props: object, must: (holds: boolean, what: string) => void): void {
  for (const [name, value] of Object.entries(props) as [string, unknown][]) {
    must(/^[a-zA-Z0-9]+$/.test(name), 'a property name out of the line');
    must(['string', 'number', 'boolean'].includes(typeof value) && value !== '', `property ${name}`);
    if (typeof value === 'string') must(value.isWellFormed() && !value.includes('\0') && value.length <= 33_000, `text of ${name}`);
  }
}

export function seenOf(connector: LineConnector, line: unknown): Seen {
  const result = connector.read(typeof line === 'string' ? line : JSON.stringify(line));
  checkLawful(result);
  if (!('seen' in result)) throw new Error(JSON.stringify(result));
  return result.seen;
}

/** `label KIND label`, as a person would say it. */
export const sentences = ({ nodes, edges }: Seen): string[] =>
  edges.map(({ kind, src, dst }) => `${nodes[src]!.label} ${kind} ${nodes[dst]!.label}`).sort();

export const nodeOf = ({ nodes }: Seen, kind: NodeKind) => {
  const node = nodes.find((one) => one.kind === kind);
  expect(node, kind).toBeDefined();
  return node!;
};
