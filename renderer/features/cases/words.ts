/** Cases in words. */
import type { CaseStatus, CaseVersion, Changed, Evidence } from '../../../shared/contract/cases.ts';
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';

export const statusWords = (status: CaseStatus): string => (status.state === 'open' ? 'Open' : `Closed as ${status.verdict}`);

/** "notes, canvas, 2 pieces of evidence added"; of a first version or one that changed nothing, what it is. */
export function changedWords({ title, status, notes, canvas, added, removed }: Changed): string {
  const parts = [
    title && 'title',
    status && 'status',
    notes && 'notes',
    canvas && 'canvas',
    added > 0 && `evidence +${added}`,
    removed > 0 && `evidence −${removed}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'brings versions together' : parts.join(', ');
}

/** What somebody else did, in a conflict. */
export function conflictWords({ author, own, head }: CaseVersion): string {
  const who = own ? 'You, elsewhere,' : author;
  return head.status.state === 'closed' ? `${who} closed this as ${head.status.verdict}.` : `${who} saved another version of this.`;
}

export function evidenceWords({ record }: Evidence): string {
  if (record.form === 'node') return record.node.label;
  return `${record.src.label} ${EDGE_KINDS[record.edge.kind].verb} ${record.dst.label}`;
}
