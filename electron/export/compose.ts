/** From records, canvas and case to a sheet, through the redactor. */
import { ROLES } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { CaseContent, CaseHead, Evidence } from '../../shared/contract/cases.ts';
import type { View } from '../../shared/contract/view.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import { knownNames, Pseudonyms, rawRedactor } from './redact.ts';
import type { Names, Redactor } from './redact.ts';
import type { Sheet, SheetEdge, SheetEvidence, SheetNode } from './sheet.ts';
import { cut, plain } from './text.ts';

export interface ExportInput {
  readonly raw: boolean;
  readonly view: View | null;
  readonly nodes: readonly NodeRecord[];
  readonly edges: readonly EdgeRecord[];
  readonly names: Names;
  readonly case: {
    readonly head: CaseHead;
    readonly content: CaseContent;
    readonly version: string;
    /** What other versions of the case say against this one. */
    readonly disputes: readonly string[];
  } | null;
  /** Three letters. */
  readonly monogram: string;
  readonly analyst: string;
  readonly role: Role;
  /** The acting-as sentence. */
  readonly sentence: string;
  /** Of the export's record. */
  readonly record: string;
  readonly sliceAt: number | null;
  /** Unix ms. */
  readonly now: number;
}

/** Above so many nodes only alerts, pinned ones, hosts and users have labels; above so many edges none has its verb. */
const ALL_LABELS = 1_500;
const ALL_VERBS = 60;
const LABEL = 48;
const SAY_EACH = 1_000;
const LINE = 2_000;

/** RFC 3339 to the minute, UTC. */
const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `onRead` hears now and then how many records have been looked through for names. */
export function compose(input: ExportInput, onRead: (records: number) => void = () => undefined): Sheet {
  if (input.raw) return write(input, rawRedactor());
  const frozen = (input.case?.content.evidence ?? []).map(({ record }) => record);
  const nodes = frozen.flatMap((piece) => (piece.form === 'node' ? [piece.node] : [piece.src, piece.dst])) as NodeRecord[];
  const edges = frozen.flatMap((piece) => (piece.form === 'edge' ? [piece.edge] : [])) as EdgeRecord[];
  // Also what is hidden on the canvas teaches names; it is not drawn.
  const known = knownNames([...input.nodes, ...nodes], [...input.edges, ...edges], input.names);
  // A name that only a later text shows to be one is not left in an earlier one.
  const reader = new Pseudonyms(known);
  for (const [at, node] of input.nodes.entries()) {
    reader.label(node);
    if ((at + 1) % SAY_EACH === 0) onRead(at + 1);
  }
  wordsOf(input, reader);
  return write(input, new Pseudonyms(known));
}

/** What people wrote, and what they took as evidence. */
function wordsOf({ case: of }: ExportInput, redactor: Redactor): Pick<Sheet, 'title' | 'status' | 'notes' | 'evidence'> {
  if (!of) return { title: 'Canvas', status: null, notes: '', evidence: [] };
  return {
    title: redactor.text(of.head.title).replaceAll('\n', ' '),
    status: statusLine(of.head, redactor),
    notes: redactor.text(of.content.notes),
    evidence: of.content.evidence.map((piece) => evidenceOf(piece, redactor)),
  };
}

function write(input: ExportInput, redactor: Redactor): Sheet {
  const { raw, view, case: of, monogram, analyst, sentence, record, sliceAt, now } = input;
  const drawn = draw(input, redactor);
  const words = wordsOf(input, redactor);
  const missing = (view?.nodes.filter(({ hidden }) => !hidden).length ?? 0) - drawn.shown;
  return {
    ...words,
    nodes: drawn.nodes,
    edges: drawn.edges,
    legend: drawn.legend,
    remarks: [
      raw ? 'RAW: with names. Secrets removed.' : 'Users, hosts, private addresses and arguments are pseudonyms. Secrets removed.',
      ...(of ? of.disputes : []),
      ...(missing > 0 ? [`${missing} not drawn: switched off, folded, grouped or not in this slice.`] : []),
    ],
    mark: plain(`${monogram} · ${analyst} · ${minute(now)}`),
    foot: [
      plain(sentence),
      `${sliceAt === null ? 'No slice on this desk' : `Slice as of ${minute(sliceAt)}`} · exported ${minute(now)} as ${ROLES[input.role].title}`,
      `Record ${record}${of ? ` · case version ${of.version}` : ''}`,
    ],
    hidden: redactor.hidden(),
  };
}

const statusLine = ({ status }: CaseHead, redactor: Redactor): string =>
  status.state === 'open' ? 'Open' : `Closed as ${status.verdict}: ${redactor.text(status.reason).replaceAll('\n', ' ')}`;

function evidenceOf({ record, at, by, why }: Evidence, redactor: Redactor): SheetEvidence {
  const one = (node: NodeRecord): string => `${node.kind} ${redactor.label(node)}`;
  const many = (heading: string, of: Pick<NodeRecord, 'firstSeen' | 'lastSeen' | 'count' | 'props'>): SheetEvidence => ({
    heading: cut(heading, 200),
    facts: [
      ['first seen', minute(of.firstSeen)],
      ['last seen', minute(of.lastSeen)],
      ['events', String(of.count)],
      ...redactor.props(of.props).map(([name, value]) => [name, cut(value, LINE)] as const),
    ],
    why: redactor.text(why),
    // The desk that saved it wrote this: the hub knows who saved a version, not who took a piece.
    taken: `Taken ${minute(at)} by ${redactor.person(by)}, as the desk that saved it says`,
  });
  if (record.form === 'node') return many(one(record.node as NodeRecord), record.node as NodeRecord);
  const { src, dst, edge } = record;
  return many(`${one(src as NodeRecord)} ${EDGE_KINDS[edge.kind].verb} ${one(dst as NodeRecord)}`, edge as EdgeRecord);
}

interface Drawn {
  readonly nodes: readonly SheetNode[];
  readonly edges: readonly SheetEdge[];
  readonly legend: Sheet['legend'];
  /** Records of the view that are drawn as themselves. */
  readonly shown: number;
}

function draw({ view, nodes: records, edges }: ExportInput, redactor: Redactor): Drawn {
  const known = new Map(records.map((node) => [node.id, node]));
  const off = new Set<NodeKind>(view?.off);
  const merged = new Set<NodeKind>(view?.merged);
  const placed = (view?.nodes ?? []).filter(({ id, hidden }) => {
    const node = known.get(id);
    return node !== undefined && !hidden && !off.has(node.kind);
  });
  const folded = leavesOf(
    view?.folded ?? [],
    new Set(placed.filter(({ pinned }) => pinned).map(({ id }) => id)),
    new Set(placed.map(({ id }) => id)),
    edges,
  );
  const places = placed.filter(({ id }) => !folded.has(id));
  const [few, nodes] = [places.length <= ALL_LABELS, [] as SheetNode[]];
  const index = new Map<string, number>();
  const groups = new Map<NodeKind, { at: number; count: number }>();
  for (const { id, x, y, pinned } of places) {
    const node = known.get(id)!;
    const { kind } = node;
    if (merged.has(kind) && !pinned) {
      const group = groups.get(kind);
      index.set(id, group?.at ?? nodes.length);
      if (group) group.count++;
      else {
        groups.set(kind, { at: nodes.length, count: 1 });
        nodes.push({ x, y: -y, kind, label: kind, count: 1, pinned, labelled: true });
      }
      continue;
    }
    index.set(id, nodes.length);
    const labelled = few || pinned || kind === 'alert' || kind === 'host' || kind === 'user';
    nodes.push({ x, y: -y, kind, label: labelled ? cut(redactor.label(node), LABEL) : '', count: null, pinned, labelled });
  }
  for (const [kind, { at, count }] of groups) nodes[at] = { ...nodes[at]!, count, label: `${count} × ${kind}` };
  const lines = new Map<number, SheetEdge>();
  for (const { src, dst, kind } of edges) {
    const [from, to] = [index.get(src), index.get(dst)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = from * nodes.length + to;
    if (!lines.has(key)) lines.set(key, { from, to, verb: EDGE_KINDS[kind].verb });
  }
  const all = [...lines.values()];
  const shown = places.map(({ id }) => known.get(id)!.kind);
  return {
    nodes,
    edges: all.length <= ALL_VERBS ? all : all.map((edge) => ({ ...edge, verb: null })),
    legend: NODE_KINDS.map((kind) => ({ kind, count: shown.filter((one) => one === kind).length })).filter(({ count }) => count > 0),
    shown: nodes.filter(({ count }) => count === null).length,
  };
}

/** What is folded away: what only a folded node reaches, unless it is pinned or folds others itself. */
function leavesOf(
  folding: readonly string[],
  pinned: ReadonlySet<string>,
  drawn: ReadonlySet<string>,
  edges: readonly EdgeRecord[],
): ReadonlySet<string> {
  if (folding.length === 0) return new Set();
  const reach = new Map<string, Set<string>>();
  const join = (a: string, b: string) => (reach.get(a) ?? reach.set(a, new Set()).get(a)!).add(b);
  for (const { src, dst } of edges) if (src !== dst && drawn.has(src) && drawn.has(dst)) [join(src, dst), join(dst, src)];
  const own = new Set(folding);
  return new Set(
    folding.flatMap((id) =>
      [...(reach.get(id) ?? [])].filter((leaf) => reach.get(leaf)?.size === 1 && !pinned.has(leaf) && !own.has(leaf)),
    ),
  );
}
