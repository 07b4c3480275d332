/** LadybugDB (Kùzu's successor): one table of nodes, one of edges, prepared statements, its own defaults else. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Connection, Database, LbugValue, NodeValue, QueryResult } from '@ladybugdb/core';
import { LIMITS } from '../../shared/limits.ts';
import type { RowFiles } from './csv.ts';
import { SEARCHED } from './peer.ts';
import type { Peer, TextTest } from './peer.ts';

type Row = Record<string, LbugValue>;

const SEEN = 'first_seen INT64, last_seen INT64, count INT64, props STRING';
const TABLES = [
  `CREATE NODE TABLE Node(n INT64 PRIMARY KEY, id STRING, kind STRING, label STRING, ${SEEN})`,
  `CREATE REL TABLE Edge(FROM Node TO Node, e INT64, id STRING, kind STRING, ${SEEN}, times STRING)`,
];
const QUOTES = '(header=false, parallel=false)';
const NEIGHBOURS = `MATCH (a:Node {n: $n})-[e:Edge]-(b:Node) RETURN e, b LIMIT ${LIMITS.rows}`;
// It lets a walk use an edge twice, so that has to be said. Of the forms that say it, these took it the least time by far.
const WALKS = {
  2: `MATCH (a:Node {n: $n})-[e:Edge]-(:Node)-[f:Edge]-(b:Node) WHERE id(e) <> id(f) RETURN b LIMIT ${LIMITS.rows}`,
  3: `MATCH (a:Node {n: $n})-[e:Edge]-(:Node)-[f:Edge]-(x:Node) WHERE id(e) <> id(f) WITH id(e) AS first, id(f) AS second, x
      MATCH (x)-[g:Edge]-(b:Node) WHERE id(g) <> first AND id(g) <> second RETURN b LIMIT ${LIMITS.rows}`,
};
const PATH = `MATCH p = (a:Node {n: $from})-[:Edge* SHORTEST 1..${LIMITS.hops}]-(b:Node {n: $to}) RETURN p, length(p) AS hops LIMIT 1`;
const labels = (how: TextTest): string => `MATCH (b:Node) WHERE b.label ${how} $text RETURN b ORDER BY b.label, b.id LIMIT ${SEARCHED}`;

/** Its own install script would copy the binary beside its code; the package for this platform has both already. */
function driver(): { Database: typeof Database; Connection: typeof Connection } {
  const from = createRequire(createRequire(import.meta.url).resolve('@ladybugdb/core'));
  return from(`@ladybugdb/core-${process.platform}-${process.arch}`) as ReturnType<typeof driver>;
}

export async function openLadybug(folder: string, rows: RowFiles): Promise<Peer> {
  const { Database, Connection } = driver();
  const database = new Database(join(folder, 'ladybug'));
  const connection = new Connection(database);
  const run = async (text: string): Promise<void> => only(await connection.query(text)).close();
  for (const table of TABLES) await run(table);
  await run(`COPY Node FROM '${rows.nodes}' ${QUOTES}`);
  await run(`COPY Edge FROM '${rows.edges}' ${QUOTES}`);

  const prepared = async (text: string): Promise<(values: Row) => Promise<Row[]>> => {
    const statement = await connection.prepare(text);
    if (!statement.isSuccess()) throw new Error(statement.getErrorMessage());
    return async (values) => {
      const result = only(await connection.execute(statement, values));
      const found = await result.getAll();
      result.close();
      return found;
    };
  };
  const questions = {
    neighbours: await prepared(NEIGHBOURS),
    walks: { 2: await prepared(WALKS[2]), 3: await prepared(WALKS[3]) },
    path: await prepared(PATH),
    labels: { 'STARTS WITH': await prepared(labels('STARTS WITH')), CONTAINS: await prepared(labels('CONTAINS')) },
  };
  return {
    name: 'LadybugDB',
    neighbours: async (n) => (await questions.neighbours({ n })).map(idOf),
    walk: async (n, hops) => (await questions.walks[hops]({ n })).map(idOf),
    path: async (from, to) => Number((await questions.path({ from, to }))[0]?.['hops'] ?? NaN) || null,
    labels: async (how, text) => (await questions.labels[how]({ text })).map(idOf),
    close: async () => {
      await connection.close();
      await database.close();
    },
  };
}

const idOf = ({ b }: Row): string => String((b as NodeValue)['id']);

function only(result: QueryResult | QueryResult[]): QueryResult {
  if (Array.isArray(result)) throw new Error('one statement, one result');
  return result;
}
