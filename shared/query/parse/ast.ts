/** A question as it was written: what the parser makes of the text. Every part knows its place in it. */
import type { ErrorPlace } from '../../errors.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';
import type { FunctionName } from '../value/functions.ts';

export interface Name {
  /** As it reads once escapes and backticks are taken away. */
  readonly text: string;
  readonly place: ErrorPlace;
}

export type CompareOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type TextOperator = 'STARTS WITH' | 'ENDS WITH' | 'CONTAINS';

interface Placed {
  readonly place: ErrorPlace;
}
export interface Literal extends Placed {
  readonly type: 'literal';
  readonly value: null | string | number | boolean;
}
export interface ListOf extends Placed {
  readonly type: 'list';
  readonly items: readonly Expression[];
}
export interface ParameterUse extends Placed {
  readonly type: 'parameter';
  readonly name: string;
}
export interface VariableUse extends Placed {
  readonly type: 'variable';
  readonly name: string;
}
export interface PropertyUse extends Placed {
  readonly type: 'property';
  readonly of: Expression;
  readonly key: Name;
}
export interface IndexUse extends Placed {
  readonly type: 'index';
  readonly of: Expression;
  readonly at: Expression;
}
export interface SliceUse extends Placed {
  readonly type: 'slice';
  readonly of: Expression;
  readonly from: Expression | null;
  readonly to: Expression | null;
}
/** A function, an aggregate among them; `star` is `count(*)`. */
export interface Call extends Placed {
  readonly type: 'call';
  readonly called: FunctionName;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly star: boolean;
}
/** Goes through a list: `[x IN list WHERE … | …]`, or `all(x IN list WHERE …)` and its kin. */
export interface Each extends Placed {
  readonly type: 'each';
  readonly want: 'list' | Quantifier;
  readonly variable: Name;
  readonly list: Expression;
  readonly where: Expression | null;
  readonly value: Expression | null;
}
export type Quantifier = 'all' | 'any' | 'none' | 'single';
export interface Not extends Placed {
  readonly type: 'not';
  readonly operand: Expression;
}
export interface Junction extends Placed {
  readonly type: 'and' | 'or' | 'xor';
  readonly items: readonly Expression[];
}
export interface Comparison extends Placed {
  readonly type: 'compare';
  readonly operator: CompareOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Membership extends Placed {
  readonly type: 'in';
  readonly left: Expression;
  readonly right: Expression;
}
export interface TextTest extends Placed {
  readonly type: 'text';
  readonly operator: TextOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface NullTest extends Placed {
  readonly type: 'null';
  readonly operand: Expression;
  /** IS NOT NULL. */
  readonly negated: boolean;
}
export type Expression =
  | (Literal | ListOf | ParameterUse | VariableUse | PropertyUse | IndexUse | SliceUse | Call | Each)
  | (Not | Junction | Comparison | Membership | TextTest | NullTest);

export interface MapEntry {
  readonly key: Name;
  readonly value: Expression;
}
export interface NodePattern extends Placed {
  readonly variable: Name | null;
  /** Null: of any kind. */
  readonly kinds: readonly NodeKind[] | null;
  readonly properties: readonly MapEntry[];
}
export interface EdgePattern extends Placed {
  readonly variable: Name | null;
  readonly kinds: readonly EdgeKind[] | null;
  readonly properties: readonly MapEntry[];
  /** As it points in the text, from left to right. */
  readonly direction: 'out' | 'in' | 'both';
  /** Variable length; null for exactly one edge. */
  readonly hops: { readonly min: number; readonly max: number } | null;
}
export interface PathPattern {
  readonly variable: Name | null;
  /** Only the first of the shortest paths between its two nodes, or all of those. */
  readonly shortest: 'first' | 'all' | null;
  readonly place: ErrorPlace;
  readonly nodes: readonly NodePattern[];
  /** One less than nodes. */
  readonly edges: readonly EdgePattern[];
}
export interface ReturnItem extends Placed {
  readonly value: Expression;
  /** The column's name: the alias, or the text of the item. */
  readonly column: string;
  readonly alias: Name | null;
}
export interface OrderItem extends Placed {
  readonly value: Expression;
  readonly descending: boolean;
}
export interface MatchClause extends Placed {
  readonly type: 'match';
  readonly optional: boolean;
  readonly paths: readonly PathPattern[];
  readonly where: Expression | null;
}
export interface UnwindClause extends Placed {
  readonly type: 'unwind';
  readonly value: Expression;
  readonly variable: Name;
}
export interface ProjectionClause extends Placed {
  readonly type: 'with' | 'return';
  readonly distinct: boolean;
  readonly items: readonly ReturnItem[];
  readonly order: readonly OrderItem[];
  readonly skip: Literal | ParameterUse | null;
  readonly limit: Literal | ParameterUse | null;
  /** Of WITH only. */
  readonly where: Expression | null;
}
export type Clause = MatchClause | UnwindClause | ProjectionClause;

export interface Union extends Placed {
  readonly all: boolean;
}
export interface Query {
  readonly text: string;
  /** Tell the plan, and run nothing. */
  readonly explain: boolean;
  /** Each ends with RETURN. */
  readonly parts: readonly (readonly Clause[])[];
  /** One less than parts. */
  readonly unions: readonly Union[];
}
