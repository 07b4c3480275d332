/** DuckDB: tables with whole-number keys, edges once more from either end in order of it, prepared statements, its own defaults else. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBValue } from '@duckdb/node-api';
import { LIMITS } from '../../shared/limits.ts';
import type { RowFiles } from './csv.ts';
import { SEARCHED } from './peer.ts';
import type { Peer } from './peer.ts';

const SEEN = 'first_seen BIGINT, last_seen BIGINT, count INTEGER, props VARCHAR';
const TABLES = [
  `CREATE TABLE node (n INTEGER PRIMARY KEY, id VARCHAR, kind VARCHAR, label VARCHAR, ${SEEN})`,
  `CREATE TABLE edge (src INTEGER, dst INTEGER, e INTEGER PRIMARY KEY, id VARCHAR, kind VARCHAR, ${SEEN}, times VARCHAR)`,
];
/** Every edge from either end; a loop once. */
const STEPS = [
  'CREATE TABLE step AS SELECT src AS near, dst AS far, e FROM edge UNION ALL SELECT dst, src, e FROM edge WHERE src <> dst ORDER BY near',
  'CREATE INDEX step_near ON step (near)',
];

const NEIGHBOURS = `SELECT b.id, b.*, e.* FROM step s JOIN node b ON b.n = s.far JOIN edge e ON e.e = s.e WHERE s.near = $1 LIMIT ${LIMITS.rows}`;
// Of the forms that mean this, those that took it the least time.
const WALKS = {
  2: `SELECT b.* FROM step s JOIN step t ON t.near = s.far AND t.e <> s.e JOIN node b ON b.n = t.far WHERE s.near = $1 LIMIT ${LIMITS.rows}`,
  3: `WITH one AS MATERIALIZED (SELECT far, e FROM step WHERE near = $1),
      two AS MATERIALIZED (SELECT t.far, t.e, s.e AS first FROM one s JOIN step t ON t.near = s.far AND t.e <> s.e),
      three AS MATERIALIZED (SELECT u.far FROM two t JOIN step u ON u.near = t.far AND u.e <> t.e AND u.e <> t.first LIMIT ${LIMITS.rows})
      SELECT b.* FROM three JOIN node b ON b.n = three.far`,
};
/**
 * What can be reached in so many steps, level by level; a recursive table took it minutes. Only how long the path is, which is less
 * than the others answer.
 */
const LEVELS = Array.from({ length: LIMITS.hops }, (_, at) => at + 1);
const PATH = `WITH level0 AS (SELECT $1::INTEGER AS n),
  ${LEVELS.map((at) => `level${at} AS MATERIALIZED (SELECT DISTINCT s.far AS n FROM level${at - 1} l JOIN step s ON s.near = l.n)`).join(', ')}
  SELECT min(hops) AS hops FROM (${LEVELS.map((at) => `SELECT ${at} AS hops FROM level${at} WHERE n = $2`).join(' UNION ALL ')})`;
const LABELS = {
  'STARTS WITH': `SELECT * FROM node WHERE starts_with(label, $1) ORDER BY label, id LIMIT ${SEARCHED}`,
  CONTAINS: `SELECT * FROM node WHERE contains(label, $1) ORDER BY label, id LIMIT ${SEARCHED}`,
};

export async function openDuckdb(folder: string, rows: RowFiles): Promise<Peer> {
  const instance = await DuckDBInstance.create(join(folder, 'duckdb'));
  const connection = await instance.connect();
  for (const text of TABLES) await connection.run(text);
  await connection.run(`COPY node FROM '${rows.nodes}' (FORMAT csv, HEADER false)`);
  await connection.run(`COPY edge FROM '${rows.edges}' (FORMAT csv, HEADER false)`);
  for (const text of STEPS) await connection.run(text);

  const prepared = async (text: string): Promise<(...values: DuckDBValue[]) => Promise<Record<string, DuckDBValue>[]>> => {
    const statement = await connection.prepare(text);
    return async (...values) => {
      statement.bind(values);
      return (await statement.runAndReadAll()).getRowObjects();
    };
  };
  const questions = {
    neighbours: await prepared(NEIGHBOURS),
    walks: { 2: await prepared(WALKS[2]), 3: await prepared(WALKS[3]) },
    path: await prepared(PATH),
    labels: { 'STARTS WITH': await prepared(LABELS['STARTS WITH']), CONTAINS: await prepared(LABELS.CONTAINS) },
  };
  const idOf = ({ id }: Record<string, DuckDBValue>): string => String(id);
  return {
    name: 'DuckDB',
    neighbours: async (node) => (await questions.neighbours(node)).map(idOf),
    walk: async (node, hops) => (await questions.walks[hops](node)).map(idOf),
    path: async (from, to) => Number((await questions.path(from, to))[0]?.['hops'] ?? 0) || null,
    labels: async (how, text) => (await questions.labels[how](text)).map(idOf),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
