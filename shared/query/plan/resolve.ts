/** Variables of a query → slots, with what the pattern says of each; what is unknown or used wrongly is refused at its place. */
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import type { NodeKind } from '../../graph/kinds.ts';
import type { EdgePattern, Expression, Name, NodePattern, Query } from '../parse/ast.ts';
import { nearest } from '../parse/words.ts';
import type { Expr } from '../value/expression.ts';
import type { Slot } from './plan.ts';

/** Nodes and edges of one pattern: more than this is nobody's question, and would make a join without end. */
const PATTERN_PARTS = 24;

export interface Step {
  readonly from: number;
  readonly edge: number;
  readonly to: number;
  readonly pattern: EdgePattern;
}

export interface Scope {
  readonly slots: readonly Slot[];
  /** Where each slot stands first in the text. */
  readonly places: readonly ErrorPlace[];
  readonly steps: readonly Step[];
  /** WHERE, and the property maps of the pattern. */
  readonly predicates: readonly Expr[];
  resolve(expression: Expression): Expr;
}

export function resolveVariables(query: Query): Scope {
  const slots: Slot[] = [];
  const places: ErrorPlace[] = [];
  const named = new Map<string, number>();
  const steps: Step[] = [];
  const maps: { slot: number; name: string; pattern: NodePattern | EdgePattern }[] = [];

  const add = (pattern: NodePattern | EdgePattern, slot: Slot): number => {
    const index = slots.push(slot) - 1;
    places.push(pattern.place);
    if (index >= PATTERN_PARTS)
      throw new AppFailure('limit', { text: `A pattern has at most ${PATTERN_PARTS} nodes and edges.`, place: pattern.place });
    if (pattern.variable) named.set(pattern.variable.text, index);
    return index;
  };
  const node = (pattern: NodePattern): number => {
    const known = pattern.variable && named.get(pattern.variable.text);
    if (typeof known === 'number') {
      const slot = slots[known]!;
      if (slot.type !== 'node') throw reused(pattern.variable!);
      slots[known] = { ...slot, kinds: both(slot.kinds, pattern.kinds) };
    }
    const index =
      typeof known === 'number'
        ? known
        : add(pattern, { name: pattern.variable?.text ?? `_${slots.length}`, type: 'node', kinds: pattern.kinds });
    maps.push({ slot: index, name: slots[index]!.name, pattern });
    return index;
  };
  for (const path of query.paths) {
    let from = node(path.nodes[0]!);
    path.edges.forEach((pattern, index) => {
      if (pattern.variable && named.has(pattern.variable.text)) throw reused(pattern.variable);
      if (pattern.hops && pattern.properties.length > 0) {
        throw new AppFailure('query_unsupported', {
          text: 'Properties on a variable length are not supported.',
          next: 'Name each edge of a fixed length.',
          place: pattern.properties[0]!.key.place,
        });
      }
      const edge = add(pattern, { name: pattern.variable?.text ?? `_${slots.length}`, type: pattern.hops ? 'path' : 'edge', kinds: null });
      maps.push({ slot: edge, name: slots[edge]!.name, pattern });
      const to = node(path.nodes[index + 1]!);
      steps.push({ from, edge, to, pattern });
      from = to;
    });
  }

  const slotOf = (name: Name): number => {
    const slot = named.get(name.text);
    if (slot !== undefined) return slot;
    const meant = nearest(name.text, [...named.keys()]);
    throw new AppFailure('query_syntax', {
      text: `The pattern binds no ${JSON.stringify(name.text)}.`,
      next: meant ? `Write ${meant}.` : 'Name it in the pattern.',
      place: name.place,
    });
  };
  const resolve = (expression: Expression): Expr => {
    switch (expression.type) {
      case 'literal':
        return { type: 'constant', value: expression.value, place: expression.place };
      case 'parameter':
        return expression;
      case 'variable':
        return {
          type: 'whole',
          slot: slotOf({ text: expression.name, place: expression.place }),
          name: expression.name,
          place: expression.place,
        };
      case 'property': {
        const slot = slotOf(expression.variable);
        if (slots[slot]!.type === 'path')
          throw new AppFailure('query_unsupported', {
            text: 'Properties of a variable length are not supported.',
            next: 'Return it whole.',
            place: expression.place,
          });
        return { type: 'field', slot, name: expression.variable.text, key: expression.key.text, place: expression.place };
      }
      case 'list':
      case 'and':
      case 'or':
      case 'xor':
        return { ...expression, items: expression.items.map(resolve) } as Expr;
      case 'not':
      case 'null':
        return { ...expression, operand: resolve(expression.operand) } as Expr;
      default:
        return { ...expression, left: resolve(expression.left), right: resolve(expression.right) } as Expr;
    }
  };
  const predicates = maps.flatMap(({ slot, name, pattern }) =>
    pattern.properties.map((entry): Expr => {
      const left: Expr = { type: 'field', slot, name, key: entry.key.text, place: entry.key.place };
      return { type: 'compare', operator: '=', left, right: resolve(entry.value), place: entry.key.place };
    }),
  );
  if (query.where) predicates.push(resolve(query.where));
  return { slots, places, steps, predicates, resolve };
}

const both = (a: readonly NodeKind[] | null, b: readonly NodeKind[] | null): readonly NodeKind[] | null =>
  a === null ? b : b === null ? a : a.filter((kind) => b.includes(kind));

const reused = (name: Name): AppFailure =>
  new AppFailure('query_syntax', {
    text: `${JSON.stringify(name.text)} already stands for something else in this pattern.`,
    next: 'Give the edge a name of its own.',
    place: name.place,
  });
