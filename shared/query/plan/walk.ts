/** The order in which a pattern is walked: from the node that its predicates make narrowest, then along its edges. */
import type { Expr } from '../value/expression.ts';
import { slotsOf } from '../value/expression.ts';
import { expand } from './expand.ts';
import type { Expand } from './expand.ts';
import type { Pattern, Step } from './pattern.ts';
import { scan } from './scan.ts';
import type { Scan } from './scan.ts';
import type { Slots } from './scope.ts';

const FLIPPED = { out: 'in', in: 'out', both: 'both' } as const;

/** `bound` are the nodes that are known before it. */
export function walkOf({ nodes, steps }: Pattern, slots: Slots, bound: readonly number[], conjuncts: readonly Expr[]): (Scan | Expand)[] {
  const weight = new Map(nodes.map((slot) => [slot, narrowness(slots, slot, conjuncts)]));
  const known = new Set(bound);
  const waiting = [...steps];
  const walk: (Scan | Expand)[] = [];
  for (;;) {
    const next = nextStep(waiting, known);
    if (next) {
      waiting.splice(waiting.indexOf(next), 1);
      walk.push(expansion(slots, next, known));
      [next.from, next.to].forEach((slot) => known.add(slot));
      continue;
    }
    const start = nodes.filter((slot) => !known.has(slot)).sort((a, b) => weight.get(b)! - weight.get(a)! || a - b)[0];
    if (start === undefined) return walk;
    walk.push(scan(start, slots.all[start]!.name, slots.all[start]!.kinds, slots.places[start]!));
    known.add(start);
  }
}

/** Edges between known nodes first, then single edges, then variable lengths; as in the text otherwise. */
function nextStep(waiting: readonly Step[], known: ReadonlySet<number>): Step | undefined {
  const rank = (step: Step): number => (known.has(step.from) && known.has(step.to) ? 0 : 1) + (step.pattern.hops ? 2 : 0);
  return waiting.filter((step) => known.has(step.from) || known.has(step.to)).sort((a, b) => rank(a) - rank(b))[0];
}

function expansion(slots: Slots, step: Step, known: ReadonlySet<number>): Expand {
  const reversed = !known.has(step.from);
  const [from, to] = reversed ? [step.to, step.from] : [step.from, step.to];
  const name = (slot: number): string => slots.all[slot]!.name;
  return expand({
    from,
    edge: step.edge,
    to,
    names: { from: name(from), edge: name(step.edge), to: name(to) },
    kinds: step.pattern.kinds,
    direction: reversed ? FLIPPED[step.pattern.direction] : step.pattern.direction,
    hops: step.pattern.hops,
    into: known.has(to),
    toKinds: slots.all[to]!.kinds,
    reversed,
    place: step.pattern.place,
  });
}

/** A guess at how few records the predicates on this node alone leave: higher is fewer. */
function narrowness(slots: Slots, slot: number, conjuncts: readonly Expr[]): number {
  const own = conjuncts.filter((predicate) => {
    const used = slotsOf(predicate);
    return used.size === 1 && used.has(slot);
  });
  return own.reduce((sum, predicate) => sum + strength(predicate), slots.all[slot]!.kinds === null ? 0 : 1);
}

function strength(predicate: Expr): number {
  const key = 'left' in predicate && predicate.left.type === 'field' ? predicate.left.key : null;
  const equality = (predicate.type === 'compare' && predicate.operator === '=') || predicate.type === 'in';
  if (equality && key === 'id') return 1_000;
  if (equality && key === 'label') return 100;
  if (predicate.type === 'text' && predicate.operator === 'STARTS WITH' && key === 'label') return 50;
  if (equality) return 20;
  return 2;
}
