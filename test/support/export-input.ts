/** What an export is made of, for tests: records that name people and machines, a case that does, and its canvas. */
import type { ExportInput } from '../../electron/export/compose.ts';
import type { CaseContent } from '../../shared/contract/cases.ts';
import { viewSchema } from '../../shared/contract/view.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord, Props } from '../../shared/graph/records.ts';

export const idOf = (n: number): RecordId => n.toString(16).padStart(32, '0') as RecordId;

export const nodeOf = (n: number, kind: NodeKind, label: string, props: Props = {}): NodeRecord => ({
  id: idOf(n),
  kind,
  label,
  firstSeen: 1_700_000_000_000,
  lastSeen: 1_700_000_500_000,
  count: 3,
  props,
});

export const edgeOf = (n: number, kind: EdgeKind, src: number, dst: number, props: Props = {}): EdgeRecord => ({
  id: idOf(1_000_000 + n),
  kind,
  src: idOf(src),
  dst: idOf(dst),
  firstSeen: 1_700_000_000_000,
  lastSeen: 1_700_000_500_000,
  count: 1,
  props,
  times: [1_700_000_000_000],
});

export const viewOf = (nodes: readonly NodeRecord[], more: object = {}) =>
  viewSchema.parse({
    nodes: nodes.map(({ id }, at) => ({
      id,
      x: 140 * Math.cos(at) * (1 + at / 6),
      y: 140 * Math.sin(at) * (1 + at / 6),
      pinned: at === 0,
      hidden: false,
    })),
    selected: [],
    query: 'MATCH (u:user {label: "never exported"}) RETURN u',
    ...more,
  });

export function exportInput(nodes: readonly NodeRecord[], edges: readonly EdgeRecord[], more: Partial<ExportInput> = {}): ExportInput {
  return {
    raw: false,
    view: more.view === undefined ? viewOf(nodes) : more.view,
    nodes,
    edges,
    names: { users: [], hosts: [], domains: [] },
    case: null,
    monogram: 'ALD',
    analyst: 'Dana',
    role: 'investigator',
    sentence: '[MSSP analyst Dana] acting as [Alder Works, with role Investigator]',
    record: '0191f000-0000-7000-8000-00000000abcd',
    sliceAt: 1_700_000_500_000,
    now: 1_700_000_600_000,
    ...more,
  };
}

export const caseOf = (title: string, content: Partial<CaseContent>): NonNullable<ExportInput['case']> => ({
  head: {
    title,
    status: { state: 'closed', verdict: 'malicious', reason: title },
    parents: [],
    at: 1_700_000_000_000,
    changed: { title: true, status: true, notes: true, canvas: true, added: 0, removed: 0 },
    evidence: 0,
    drawn: 0,
  },
  content: { notes: '', canvas: null, evidence: [], ...content },
  version: '0191f000-0000-7000-8000-000000000001',
  disputes: [],
});
