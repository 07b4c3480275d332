/** The order of answers that both back ends give. */
import { NODE_KINDS } from '../../graph/kinds.ts';
import { LIMITS } from '../../limits.ts';
import type { Hits } from '../answers.ts';
import { compareText } from '../text.ts';

type Hit = Hits['groups'][number]['hits'][number];

export const byRecordId = (a: { readonly id: string }, b: { readonly id: string }): number => compareText(a.id, b.id);

/** By kind as legends show them; `hits` of a kind are in order, and one more than is shown tells that there are more. */
export function hitGroups(hits: readonly Hit[]): Hits {
  const groups = NODE_KINDS.map((kind) => ({ kind, hits: hits.filter((hit) => hit.kind === kind) })).filter(
    (group) => group.hits.length > 0,
  );
  return {
    groups: groups.map(({ kind, hits: found }) => ({
      kind,
      hits: found.slice(0, LIMITS.hitsPerKind),
      more: found.length > LIMITS.hitsPerKind,
    })),
  };
}
