/** Expressions of a plan: the AST's, with variables resolved to slots. Binding replaces every parameter by its value. */
import type { ErrorPlace } from '../../errors.ts';
import type { CompareOperator, Quantifier, TextOperator } from '../parse/ast.ts';
import type { FunctionName } from './functions.ts';
import type { Value } from './value.ts';

export type { Value };

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
/** A property of a variable that is a node or an edge. */
export interface Field extends Placed {
  readonly type: 'field';
  readonly slot: number;
  readonly name: string;
  readonly key: string;
}
/** A path by its name: the slots of its nodes and edges in turn. */
export interface PathOf extends Placed {
  readonly type: 'path';
  readonly name: string;
  readonly parts: readonly number[];
}
/** A property of whatever record a value names. */
export interface Property extends Placed {
  readonly type: 'property';
  readonly of: Expr;
  readonly key: string;
}
export interface Index extends Placed {
  readonly type: 'index';
  readonly of: Expr;
  readonly at: Expr;
}
export interface Slice extends Placed {
  readonly type: 'slice';
  readonly of: Expr;
  readonly from: Expr | null;
  readonly to: Expr | null;
}
export interface Call extends Placed {
  readonly type: 'call';
  readonly called: FunctionName;
  readonly args: readonly Expr[];
}
/** One value for many rows; without `of` it counts them. */
export interface Aggregated extends Placed {
  readonly type: 'aggregate';
  readonly called: FunctionName;
  readonly distinct: boolean;
  readonly of: Expr | null;
}
export interface Each extends Placed {
  readonly type: 'each';
  readonly want: 'list' | Quantifier;
  readonly name: string;
  /** Where its element stands among those of the loops around it. */
  readonly local: number;
  readonly list: Expr;
  readonly where: Expr | null;
  readonly value: Expr | null;
}
/** The element of a loop. */
export interface Local extends Placed {
  readonly type: 'local';
  readonly name: string;
  readonly local: number;
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
export type Expr =
  | (Constant | Parameter | ListOf | Whole | Field | PathOf | Property | Index | Slice | Call | Aggregated | Each | Local)
  | (Not | Junction | Comparison | Membership | TextTest | NullTest);

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
    case 'property':
      return [expr.of];
    case 'index':
      return [expr.of, expr.at];
    case 'slice':
      return [expr.of, expr.from, expr.to].filter((part) => part !== null);
    case 'call':
      return expr.args;
    case 'aggregate':
      return expr.of ? [expr.of] : [];
    case 'each':
      return [expr.list, expr.where, expr.value].filter((part) => part !== null);
    default:
      return [];
  }
}

/** The same expression with `change` put on each of its direct parts. */
export function withChildren(expr: Expr, change: (part: Expr) => Expr): Expr {
  const maybe = (part: Expr | null): Expr | null => part && change(part);
  switch (expr.type) {
    case 'list':
    case 'and':
    case 'or':
    case 'xor':
      return { ...expr, items: expr.items.map(change) };
    case 'not':
    case 'null':
      return { ...expr, operand: change(expr.operand) };
    case 'compare':
    case 'in':
    case 'text':
      return { ...expr, left: change(expr.left), right: change(expr.right) };
    case 'property':
      return { ...expr, of: change(expr.of) };
    case 'index':
      return { ...expr, of: change(expr.of), at: change(expr.at) };
    case 'slice':
      return { ...expr, of: change(expr.of), from: maybe(expr.from), to: maybe(expr.to) };
    case 'call':
      return { ...expr, args: expr.args.map(change) };
    case 'aggregate':
      return { ...expr, of: maybe(expr.of) };
    case 'each':
      return { ...expr, list: change(expr.list), where: maybe(expr.where), value: maybe(expr.value) };
    default:
      return expr;
  }
}

/** The same expression with every leaf (constant, parameter, variable, field) put through `leaf`. */
export const mapLeaves = (expr: Expr, leaf: (expr: Expr) => Expr): Expr =>
  isLeaf(expr) ? leaf(expr) : withChildren(expr, (part) => mapLeaves(part, leaf));

const isLeaf = ({ type }: Expr): boolean => ['constant', 'parameter', 'whole', 'field', 'path', 'local'].includes(type);

/** The same expression with what `change` gives in the place of a part; where it gives null, it goes on inside. */
export const replaceParts = (expr: Expr, change: (part: Expr) => Expr | null): Expr =>
  change(expr) ?? withChildren(expr, (part) => replaceParts(part, change));

/** The expression and all of its parts, from the outside in. */
export function partsOf(expr: Expr): readonly Expr[] {
  const parts: Expr[] = [];
  const visit = (part: Expr): void => {
    parts.push(part);
    children(part).forEach(visit);
  };
  visit(expr);
  return parts;
}

/** Whether the expression or one of its parts is so. */
export const hasPart = (expr: Expr, is: (part: Expr) => boolean): boolean => is(expr) || children(expr).some((part) => hasPart(part, is));

export function slotsOf(expr: Expr): Set<number> {
  const slots = new Set<number>();
  const visit = (inner: Expr): void => {
    if (inner.type === 'whole' || inner.type === 'field') slots.add(inner.slot);
    if (inner.type === 'path') inner.parts.forEach((slot) => slots.add(slot));
    children(inner).forEach(visit);
  };
  visit(expr);
  return slots;
}

const ownNames = (expr: Expr): readonly string[] => {
  switch (expr.type) {
    case 'field':
      return [expr.name, expr.key];
    case 'property':
      return [expr.key];
    case 'whole':
    case 'path':
    case 'parameter':
    case 'each':
    case 'local':
      return [expr.name];
    default:
      return [];
  }
};

/** Every name that the expression uses, for the wall: variables, properties, parameters. */
export const namesOf = (expr: Expr): { readonly text: string; readonly place: ErrorPlace }[] => [
  ...ownNames(expr).map((text) => ({ text, place: expr.place })),
  ...children(expr).flatMap(namesOf),
];

/** As a person reads it in a plan. Long literals are cut. */
export function show(expr: Expr): string {
  switch (expr.type) {
    case 'constant':
      return cut(shownValue(expr.value));
    case 'parameter':
      return `$${expr.name}`;
    case 'list':
      return cut(`[${expr.items.map(show).join(', ')}]`);
    case 'whole':
    case 'path':
    case 'local':
      return expr.name;
    case 'field':
      return `${expr.name}.${expr.key}`;
    case 'property':
      return `${show(expr.of)}.${expr.key}`;
    case 'index':
      return `${show(expr.of)}[${show(expr.at)}]`;
    case 'slice':
      return `${show(expr.of)}[${expr.from ? show(expr.from) : ''}..${expr.to ? show(expr.to) : ''}]`;
    case 'call':
      return `${expr.called}(${expr.args.map(show).join(', ')})`;
    case 'aggregate':
      return `${expr.called}(${expr.distinct ? 'DISTINCT ' : ''}${expr.of ? show(expr.of) : '*'})`;
    case 'each': {
      const inside = `${expr.name} IN ${show(expr.list)}${expr.where ? ` WHERE ${show(expr.where)}` : ''}${expr.value ? ` | ${show(expr.value)}` : ''}`;
      return expr.want === 'list' ? `[${inside}]` : `${expr.want}(${inside})`;
    }
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

/** Of a long list or text its beginning, which is cut anyway. */
const shownValue = (value: Value): string =>
  Array.isArray(value)
    ? `[${(value as readonly Value[]).slice(0, SHOWN).map(shownValue).join(',')}]`
    : JSON.stringify(typeof value === 'string' ? value.slice(0, SHOWN) : value);

const SHOWN = 80;
const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1).toWellFormed()}…` : text);
