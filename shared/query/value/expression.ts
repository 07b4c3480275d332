/** Expressions of a plan: the AST's, with variables resolved to slots. Binding replaces every parameter by its value. */
import type { ErrorPlace } from '../../errors.ts';
import type { CompareOperator, TextOperator } from '../parse/ast.ts';

/** What an expression yields; three-valued logic calls its "unknown" null. A record is named by its id. */
export type Value = null | string | number | boolean | { readonly node: string } | { readonly edge: string } | readonly Value[];

interface Placed {
  readonly place: ErrorPlace;
}
export interface Constant extends Placed {
  readonly type: 'constant';
  readonly value: Value;
}
export interface Parameter extends Placed {
  readonly type: 'parameter';
  readonly name: string;
}
export interface ListOf extends Placed {
  readonly type: 'list';
  readonly items: readonly Expr[];
}
/** A variable as a whole. */
export interface Whole extends Placed {
  readonly type: 'whole';
  readonly slot: number;
  readonly name: string;
}
export interface Field extends Placed {
  readonly type: 'field';
  readonly slot: number;
  readonly name: string;
  readonly key: string;
}
export interface Not extends Placed {
  readonly type: 'not';
  readonly operand: Expr;
}
export interface Junction extends Placed {
  readonly type: 'and' | 'or' | 'xor';
  readonly items: readonly Expr[];
}
export interface Comparison extends Placed {
  readonly type: 'compare';
  readonly operator: CompareOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface Membership extends Placed {
  readonly type: 'in';
  readonly left: Expr;
  readonly right: Expr;
}
export interface TextTest extends Placed {
  readonly type: 'text';
  readonly operator: TextOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface NullTest extends Placed {
  readonly type: 'null';
  readonly operand: Expr;
  readonly negated: boolean;
}
export type Expr = Constant | Parameter | ListOf | Whole | Field | Not | Junction | Comparison | Membership | TextTest | NullTest;

export function children(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'list':
    case 'and':
    case 'or':
    case 'xor':
      return expr.items;
    case 'not':
    case 'null':
      return [expr.operand];
    case 'compare':
    case 'in':
    case 'text':
      return [expr.left, expr.right];
    default:
      return [];
  }
}

/** The same expression with every leaf (constant, parameter, variable, field) put through `leaf`. */
export function mapLeaves(expr: Expr, leaf: (expr: Expr) => Expr): Expr {
  switch (expr.type) {
    case 'list':
    case 'and':
    case 'or':
    case 'xor':
      return { ...expr, items: expr.items.map((item) => mapLeaves(item, leaf)) };
    case 'not':
    case 'null':
      return { ...expr, operand: mapLeaves(expr.operand, leaf) };
    case 'compare':
    case 'in':
    case 'text':
      return { ...expr, left: mapLeaves(expr.left, leaf), right: mapLeaves(expr.right, leaf) };
    default:
      return leaf(expr);
  }
}

export function slotsOf(expr: Expr): Set<number> {
  const slots = new Set<number>();
  const visit = (inner: Expr): void => {
    if (inner.type === 'whole' || inner.type === 'field') slots.add(inner.slot);
    children(inner).forEach(visit);
  };
  visit(expr);
  return slots;
}

/** Every name that the expression uses, for the wall: variables, properties, parameters. */
export function namesOf(expr: Expr): { readonly text: string; readonly place: ErrorPlace }[] {
  const own = expr.type === 'field' ? [expr.name, expr.key] : expr.type === 'whole' || expr.type === 'parameter' ? [expr.name] : [];
  return [...own.map((text) => ({ text, place: expr.place })), ...children(expr).flatMap(namesOf)];
}

/** As a person reads it in a plan. Long literals are cut. */
export function show(expr: Expr): string {
  switch (expr.type) {
    case 'constant':
      return cut(JSON.stringify(expr.value));
    case 'parameter':
      return `$${expr.name}`;
    case 'list':
      return cut(`[${expr.items.map(show).join(', ')}]`);
    case 'whole':
      return expr.name;
    case 'field':
      return `${expr.name}.${expr.key}`;
    case 'not':
      return `NOT (${show(expr.operand)})`;
    case 'and':
    case 'or':
    case 'xor':
      return expr.items
        .map((item) => (item.type === 'and' || item.type === 'or' || item.type === 'xor' ? `(${show(item)})` : show(item)))
        .join(` ${expr.type.toUpperCase()} `);
    case 'compare':
    case 'text':
      return `${show(expr.left)} ${expr.operator} ${show(expr.right)}`;
    case 'in':
      return `${show(expr.left)} IN ${show(expr.right)}`;
    case 'null':
      return `${show(expr.operand)} IS ${expr.negated ? 'NOT ' : ''}NULL`;
  }
}

const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text);
