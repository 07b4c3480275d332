/** A question as a person would type it. */
import type { ClauseSay, ColumnsSay, EdgeSay, NodeSay, PathSay, Question, Say } from './naive-query.ts';

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
    case 'of':
      return `${say(what.of)}.${name(what.key)}`;
    case 'call':
      return `${what.fn}(${what.args.map(say).join(', ')})`;
    case 'agg':
      return `${what.fn}(${what.distinct ? 'DISTINCT ' : ''}${what.of ? say(what.of) : '*'})`;
    case 'index':
      return `${say(what.of)}[${say(what.at)}]`;
    case 'slice':
      return `${say(what.of)}[${what.from ? say(what.from) : ''}..${what.to ? say(what.to) : ''}]`;
    case 'each': {
      const inside = `${name(what.name)} IN ${say(what.list)}${what.where ? ` WHERE ${say(what.where)}` : ''}${what.value ? ` | ${say(what.value)}` : ''}`;
      return what.want === 'list' ? `[${inside}]` : `${what.want}(${inside})`;
    }
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

function path({ name: called, shortest, nodes, edges }: PathSay): string {
  const walk = nodes.map((what, index) => (index === 0 ? '' : edge(edges[index - 1]!)) + node(what)).join('');
  const whole = shortest === null ? walk : `${shortest === 'all' ? 'allShortestPaths' : 'shortestPath'}(${walk})`;
  return called === null ? whole : `${name(called)} = ${whole}`;
}

function columns({ c, distinct, items, order, skip, limit, where }: ColumnsSay): string {
  const sorted = order.map(({ value, descending }) => `${say(value)}${descending ? ' DESC' : ''}`).join(', ');
  return [
    `${c.toUpperCase()}${distinct ? ' DISTINCT' : ''} ${items.map(({ value, alias }) => (alias === null ? say(value) : `${say(value)} AS ${name(alias)}`)).join(', ')}`,
    sorted && `ORDER BY ${sorted}`,
    skip !== null && `SKIP ${skip}`,
    limit !== null && `LIMIT ${limit}`,
    where && `WHERE ${say(where)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function clause(what: ClauseSay): string {
  if (what.c === 'unwind') return `UNWIND ${say(what.value)} AS ${name(what.name)}`;
  if (what.c !== 'match') return columns(what);
  const where = what.where ? ` WHERE ${say(what.where)}` : '';
  return `${what.optional ? 'OPTIONAL ' : ''}MATCH ${what.paths.map(path).join(', ')}${where}`;
}

export const textOf = ({ parts, all }: Question): string =>
  parts.map((part) => part.map(clause).join('\n')).join(all ? '\nUNION ALL\n' : '\nUNION\n');
