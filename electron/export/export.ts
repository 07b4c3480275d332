/** One export, from what a window asks for to a file in the person's folder. The window gives no word of what is in it. */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { ExportFormat, ExportWanted, Exporting, Written } from '../../shared/contract/export.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { Context } from '../context/context.ts';
import type { ContextSlice } from '../context/slice.ts';
import { LIMITS } from '../../shared/limits.ts';
import { notebookFailure } from '../notebook/notebook.ts';
import type { ExportInput } from './compose.ts';
import type { Drawn } from './draw.ts';
import { removePartials, writeExport } from './file.ts';
import { namesOf } from './names.ts';
import type { Said } from './worker.ts';

export interface ExportOptions {
  /** Where `electron/export/worker.ts` (or its bundle) is. */
  readonly worker: URL;
  /** Where files go. */
  readonly folder: string;
  readonly now: () => number;
}

export interface ExportCall extends ExportWanted {
  readonly raw: boolean;
  /** Id of the record of this export. */
  readonly record: string;
  /** Aborted: nobody wants it any more. */
  readonly signal: AbortSignal;
  readonly onProgress: (exporting: Exporting) => void;
}

/** Ms after which a drawing is given up. */
const PATIENCE = 120_000;

const stopped = () => fail('limit', { text: 'The export was stopped; nothing was written.', next: 'Export again when you want it.' });

export async function makeExport(
  options: ExportOptions,
  context: Context,
  { what, format, raw, record, signal, onProgress }: ExportCall,
): Promise<Result<Written>> {
  const { slice, cases } = context;
  if (!slice) return fail('slice_missing');
  const asked = what.of === 'case' ? await caseOf(cases, what) : ok({ view: what.view, of: null });
  if (!asked.ok) return asked;
  const { view, of } = asked.value;
  const ids = (view?.nodes ?? []).map(({ id }) => id as RecordId);
  const total = ids.length;
  const read = await readAll(slice, ids, signal, (done) => onProgress({ phase: 'reading', done, total }));
  if (!read.ok) return read;
  const names = raw ? ok({ users: [], hosts: [], domains: [] }) : await namesOf((question) => slice.ask('graph.query', question));
  if (!names.ok) return names;
  const now = options.now();
  const { mark, role } = context.facts;
  const input: ExportInput = {
    raw,
    view,
    ...withFrozen(of?.content.evidence ?? [], read.value.nodes, read.value.edges),
    names: names.value,
    case: of,
    monogram: mark.monogram,
    analyst: context.person.name,
    role,
    sentence: context.sentence,
    record,
    sliceAt: context.sync.sliceAt,
    now,
  };
  const onRead = (done: number): void => onProgress({ phase: 'drawing', done, total: input.nodes.length });
  onRead(0);
  const drawn = await drawIn(options.worker, format, input, signal, onRead);
  // Nothing of a customer is written down after the context has ended, or what it may see has become less.
  if (!context.live) return fail('context_ended');
  if (signal.aborted) return stopped();
  if (!drawn.ok) return drawn;
  const { bytes, hidden } = drawn.value;
  const name = `netgraph-${mark.monogram}-${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${record.slice(-8)}.${format}`;
  removePartials(options.folder, now);
  try {
    const file = writeExport(options.folder, name, bytes);
    return ok({ file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), record, hidden });
  } catch (error) {
    throw notebookFailure(error);
  }
}

/** All records of a canvas and all edges among them, a page at a time. */
async function readAll(
  slice: ContextSlice,
  ids: readonly RecordId[],
  signal: AbortSignal,
  onRead: (nodes: number) => void,
): Promise<Result<{ nodes: NodeRecord[]; edges: EdgeRecord[] }>> {
  const [nodes, edges, there]: [NodeRecord[], EdgeRecord[], RecordId[]] = [[], [], []];
  for (let from = 0; from < ids.length; from += LIMITS.readNodes) {
    onRead(from);
    const page = ids.slice(from, from + LIMITS.readNodes);
    for (let skip = 0, more = true; more;) {
      if (signal.aborted) return stopped();
      const read = await slice.ask('graph.join', { ids: page, to: there, skip });
      if (!read.ok) return read;
      nodes.push(...(read.value.nodes as NodeRecord[]));
      edges.push(...(read.value.edges as EdgeRecord[]));
      skip += read.value.edges.length;
      more = read.value.more;
    }
    there.push(...page);
  }
  return ok({ nodes, edges });
}

type AskedCase = { readonly view: ExportInput['view']; readonly of: NonNullable<ExportInput['case']> };

async function caseOf(cases: Context['cases'], what: { readonly case: string; readonly version: string }): Promise<Result<AskedCase>> {
  if (!cases) return fail('notebook_missing');
  const all = cases.open(what.case);
  const read = await cases.read(what.case, what.version);
  if (!read.ok) return read;
  if (!all.ok) return all;
  const { version, content } = read.value;
  const others = all.value.leaves.filter((id) => id !== what.version);
  const isLeaf = others.length < all.value.leaves.length;
  const disputes = [
    ...(isLeaf ? [] : ['Not the case as it is now: later versions stand on this one.']),
    ...(isLeaf && others.length > 0 ? [`People disagree on this case: beside this version stands ${others.join(', ')}.`] : []),
    ...(version.state === 'sent' ? [] : ['The hub does not have this version.']),
  ];
  return ok({ view: content.canvas, of: { head: version.head, content, version: version.id, disputes } });
}

/** What is not in this desk's slice (any more) is drawn as it was when it became evidence. */
function withFrozen(
  evidence: NonNullable<ExportInput['case']>['content']['evidence'],
  nodes: readonly NodeRecord[],
  edges: readonly EdgeRecord[],
): { nodes: NodeRecord[]; edges: EdgeRecord[] } {
  const [allNodes, allEdges] = [new Map<string, NodeRecord>(), new Map<string, EdgeRecord>()];
  for (const { record } of evidence) {
    for (const node of record.form === 'node' ? [record.node] : [record.src, record.dst]) allNodes.set(node.id, node as NodeRecord);
    if (record.form === 'edge') allEdges.set(record.edge.id, record.edge as EdgeRecord);
  }
  for (const node of nodes) allNodes.set(node.id, node);
  for (const edge of edges) allEdges.set(edge.id, edge);
  return { nodes: [...allNodes.values()], edges: [...allEdges.values()] };
}

/** In a worker of its own: main goes on meanwhile. */
function drawIn(
  worker: URL,
  format: ExportFormat,
  input: ExportInput,
  signal: AbortSignal,
  onRead: (records: number) => void,
): Promise<Result<Drawn>> {
  const { promise, resolve } = Promise.withResolvers<Result<Drawn>>();
  if (signal.aborted) return Promise.resolve(stopped());
  const stop = (): void => resolve(stopped());
  signal.addEventListener('abort', stop, { once: true });
  const drawing = new Worker(worker, { workerData: { format, input }, env: {}, name: 'export', stdout: true, stderr: true });
  const late = setTimeout(
    () => resolve(fail('limit', { text: 'Drawing it took too long.', next: 'Put less on the canvas, or choose SVG.' })),
    PATIENCE,
  );
  drawing.on('message', (said: Said) => ('drawn' in said ? resolve(ok(said.drawn)) : onRead(said.read)));
  drawing.on('error', () => resolve(fail('internal')));
  drawing.on('exit', () => resolve(fail('internal')));
  return promise.finally(() => {
    clearTimeout(late);
    signal.removeEventListener('abort', stop);
    void drawing.terminate();
  });
}

/** What the outcome's record says beside its result: which file it was, to whoever holds one. */
export const outcomeText = ({ sha256, bytes }: Written, format: ExportFormat, raw: boolean): string =>
  `${format}, ${raw ? 'with names' : 'pseudonyms'}, ${bytes} bytes, SHA-256 ${sha256}`;
