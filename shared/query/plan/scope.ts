/** The names that a place of a question can see, and expressions over them; what is unknown or used wrongly is refused at its place. */
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import type { Expression, Name } from '../parse/ast.ts';
import { nearest } from '../parse/words.ts';
import type { Expr } from '../value/expression.ts';
import { computedName } from '../value/evaluate.ts';
import { partsOf } from '../value/expression.ts';
import { FUNCTIONS } from '../value/functions.ts';
import type { Slot } from './plan.ts';

/** What a name stands for, as it would read at that place. */
export type Meaning = (place: ErrorPlace) => Expr;
export type Scope = ReadonlyMap<string, Meaning>;

/** Slots of a whole plan: every variable of every clause has its own. */
export class Slots {
  readonly all: Slot[] = [];
  /** Where each stands first in the text. */
  readonly places: ErrorPlace[] = [];

  add(slot: Slot, place: ErrorPlace): number {
    if (this.all.length >= LIMITS.querySlots)
      throw new AppFailure('limit', {
        text: `A question has at most ${LIMITS.querySlots} variables and columns in all, those without a name among them.`,
        next: 'Ask in two questions, or hand on fewer columns.',
        place,
      });
    this.places.push(place);
    return this.all.push(slot) - 1;
  }

  /** `_3` for what has no name. */
  get unnamed(): string {
    return `_${this.all.length}`;
  }
}

export const variable =
  (slot: number, name: string): Meaning =>
  (place) => ({ type: 'whole', slot, name, place });

/** Aggregates are refused by the caller where they have no meaning: see `refuseAggregates`. */
export function resolve(expression: Expression, scope: Scope, slots: readonly Slot[]): Expr {
  const visit = (inner: Expression, locals: readonly string[]): Expr => {
    const of = (part: Expression): Expr => visit(part, locals);
    const maybe = (part: Expression | null): Expr | null => part && of(part);
    switch (inner.type) {
      case 'literal':
        return { type: 'constant', value: inner.value, place: inner.place };
      case 'parameter':
        return inner;
      case 'variable': {
        const local = locals.lastIndexOf(inner.name);
        if (local >= 0) return { type: 'local', name: inner.name, local, place: inner.place };
        return meaningOf({ text: inner.name, place: inner.place }, scope, locals)(inner.place);
      }
      case 'property':
        return propertyOf(of(inner.of), inner.key.text, inner.place, slots);
      case 'index':
        return indexOf(of(inner.of), of(inner.at), inner.place, slots);
      case 'slice':
        return { type: 'slice', of: of(inner.of), from: maybe(inner.from), to: maybe(inner.to), place: inner.place };
      case 'call': {
        const args = inner.args.map(of);
        const { called, distinct, place } = inner;
        return FUNCTIONS[called].aggregate
          ? { type: 'aggregate', called, distinct, of: args[0] ?? null, place }
          : { type: 'call', called, args, place };
      }
      case 'each': {
        const list = of(inner.list);
        const inside = [...locals, inner.variable.text];
        const within = (part: Expression | null): Expr | null => part && visit(part, inside);
        const { want, variable: name, where, value, place } = inner;
        return { type: 'each', want, name: name.text, local: locals.length, list, where: within(where), value: within(value), place };
      }
      case 'list':
      case 'and':
      case 'or':
      case 'xor':
        return { ...inner, items: inner.items.map(of) } as Expr;
      case 'not':
      case 'null':
        return { ...inner, operand: of(inner.operand) } as Expr;
      default:
        return { ...inner, left: of(inner.left), right: of(inner.right) } as Expr;
    }
  };
  return visit(expression, []);
}

function propertyOf(of: Expr, key: string, place: ErrorPlace, slots: readonly Slot[]): Expr {
  const type = of.type === 'whole' ? slots[of.slot]!.type : of.type === 'path' ? 'path' : null;
  if (type === 'edges' || type === 'path')
    throw new AppFailure('query_unsupported', {
      text: type === 'path' ? 'A property of a path is not supported.' : 'A property of a variable length is not supported.',
      next: type === 'path' ? 'Take nodes() or relationships() of it.' : 'Take one of its edges: [0], or [e IN … | e.count].',
      place,
    });
  if (of.type === 'whole' && type !== 'value') return { type: 'field', slot: of.slot, name: of.name, key, place };
  return { type: 'property', of, key, place };
}

function indexOf(of: Expr, at: Expr, place: ErrorPlace, slots: readonly Slot[]): Expr {
  const type = of.type === 'whole' ? slots[of.slot]!.type : null;
  const isNumber = at.type === 'constant' && typeof at.value === 'number';
  if ((type !== 'node' && type !== 'edge') || isNumber) return { type: 'index', of, at, place };
  throw computedName(place);
}

const NUMBERS = ['INF', 'INFINITY', 'NAN'];

function meaningOf(name: Name, scope: Scope, locals: readonly string[]): Meaning {
  const meaning = scope.get(name.text);
  if (meaning) return meaning;
  if (NUMBERS.includes(name.text.toUpperCase()))
    throw new AppFailure('query_unsupported', {
      text: `The number ${name.text} is not supported.`,
      next: 'Compare with a written number.',
      place: name.place,
    });
  const meant = nearest(name.text, [...scope.keys(), ...locals]);
  throw new AppFailure('query_syntax', {
    text: `Nothing here is called ${JSON.stringify(name.text)}.`,
    next: meant ? `Write ${meant}.` : 'Name it in a pattern, or hand it on with WITH.',
    place: name.place,
  });
}

/** For the places that see one row at a time. */
export function refuseAggregates(expr: Expr, where: string): Expr {
  const found = partsOf(expr).find(({ type }) => type === 'aggregate');
  if (found?.type !== 'aggregate') return expr;
  throw new AppFailure('query_syntax', {
    text: `${found.called}() takes many rows: it can't stand in ${where}.`,
    next: `Give it a name first: WITH …, ${found.called}(…) AS name.`,
    place: found.place,
  });
}
