/** A question as a person would type it. */
import type { EdgeSay, NodeSay, Question, Say } from './naive-query.ts';

/** A name in backticks where it is none by itself. */
const name = (text: string): string => (/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text) ? text : `\`${text.replaceAll('`', '``')}\``);
const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const literal = (value: null | string | number | boolean): string =>
  typeof value === 'string' ? text(value) : value === null ? 'NULL' : String(value);

function say(what: Say): string {
  switch (what.t) {
    case 'lit':
      return literal(what.value);
    case 'param':
      return `$${name(what.name)}`;
    case 'var':
      return name(what.name);
    case 'prop':
      return `${name(what.name)}.${name(what.key)}`;
    case 'list':
      return `[${what.items.map(say).join(', ')}]`;
    case 'AND':
    case 'OR':
    case 'XOR':
      return `(${what.items.map(say).join(` ${what.t} `)})`;
    case 'NOT':
      return `(NOT ${say(what.of)})`;
    case 'IS NULL':
    case 'IS NOT NULL':
      return `(${say(what.of)} ${what.t})`;
    default:
      return `(${say(what.a)} ${what.t} ${say(what.b)})`;
  }
}

const map = (entries: NodeSay['map']): string =>
  entries.length === 0 ? '' : ` {${entries.map(([key, value]) => `${name(key)}: ${say(value)}`).join(', ')}}`;
const kinds = (names: readonly string[]): string => (names.length === 0 ? '' : `:${names.join('|')}`);
const node = (what: NodeSay): string => `(${name(what.name)}${kinds(what.kinds)}${map(what.map)})`;
const edge = ({ name: called, kinds: ofKinds, arrow, hops, map: entries }: EdgeSay): string =>
  `${arrow === 'in' ? '<' : ''}-[${name(called)}${kinds(ofKinds)}${hops ? `*${hops[0]}..${hops[1]}` : ''}${map(entries)}]-${arrow === 'out' ? '>' : ''}`;

export function textOf({ paths, where, items, order, limit }: Question): string {
  const patterns = paths.map(({ nodes, edges }) =>
    nodes.map((what, index) => (index === 0 ? '' : edge(edges[index - 1]!)) + node(what)).join(''),
  );
  const sorted = order.map(({ value, descending }) => `${say(value)}${descending ? ' DESC' : ''}`).join(', ');
  return [
    `MATCH ${patterns.join(', ')}`,
    where && `WHERE ${say(where)}`,
    `RETURN ${items.map(({ value, alias }) => `${say(value)} AS ${name(alias)}`).join(', ')}`,
    sorted && `ORDER BY ${sorted}`,
    limit !== null && `LIMIT ${limit}`,
  ]
    .filter(Boolean)
    .join('\n');
}
