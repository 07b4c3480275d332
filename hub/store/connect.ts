/** The one place that makes PostgreSQL connections: how to reach a server, and how its values become ours. */
import pg from 'pg';
import { Kysely, PostgresDialect } from 'kysely';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** TLS as the connection string asked for it; absent on a Unix socket. */
  readonly ssl?: boolean | object;
}

export interface Login extends ServerAddress {
  readonly database: string;
  readonly user: string;
  readonly password: string | (() => string);
}

const INT8 = 20;
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

/** How long to wait, in ms: for a connection, for a statement, for somebody else's lock (0: as long as the statement may run). */
interface Patience {
  readonly connect: number;
  readonly statement: number;
  readonly lock: number;
}
const PATIENT: Patience = { connect: 20_000, statement: 120_000, lock: 0 };
/** For what all customers stand in one line for: nobody's database may hold it up. */
export const BRISK: Patience = { connect: 3_000, statement: 5_000, lock: 2_000 };
/** How much longer than the server an answer is waited for here: then the line is dead, and nobody at its other end. */
const SILENCE_MS = 2_000;
/** When an idle line is asked for a sign of life. */
const KEEP_ALIVE_MS = 10_000;

/** At most `max` connections, closed when idle for half a minute. `onError` hears of lost connections. */
export function openPool(login: Login, max: number, onError: (error: Error) => void, patience = PATIENT): pg.Pool {
  const pool = new pg.Pool({
    ...login,
    max,
    types,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: patience.connect,
    query_timeout: patience.statement + SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    application_name: 'netgraph hub',
    options: `-c statement_timeout=${patience.statement} -c lock_timeout=${patience.lock} -c idle_in_transaction_session_timeout=120000 -c search_path=public`,
  });
  pool.on('error', onError);
  // The pool listens to idle connections only; one that breaks in somebody's hands must not end the hub.
  pool.on('connect', (client) => client.on('error', onError));
  // One that was given up in the middle of a question would let whoever gets it next wait in vain, too.
  pool.on('release', (_error, client) => {
    if ((client as { _activeQuery?: unknown })._activeQuery) void (client as pg.Client).end().catch(onError);
  });
  return pool;
}

/** `connect`: in place of the pool's own. */
export function kyselyOn<Tables>(pool: pg.Pool, connect: () => Promise<pg.PoolClient> = () => pool.connect()): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } }) });
}

/** Values of a statement that is prepared, where nothing else is said, at most: of those with more there are too many. */
const PREPARED_VALUES = 8;
/** Statements that a connection has prepared, at most. */
const PREPARED = 128;
/** Their names by their texts. */
const prepared = new WeakMap<pg.PoolClient, Map<string, string>>();
/** All columns: not `count(*)`, and no product. */
const ALL_COLUMNS = /(?:select|returning|,|\.)\s*\*/i;
/** Its table was changed under a prepared statement. */
const STALE = '0A000';

/**
 * The connection has the server plan a statement once, and not each time that it comes: for tables that are asked by key. Not one for
 * all columns, which would fail as soon as the next hub has added one. A connection on which one fails since a column has become another
 * is closed when it is given back.
 */
export function preparing(client: pg.PoolClient, most = PREPARED_VALUES): pg.PoolClient {
  const names = prepared.get(client) ?? new Map<string, string>();
  prepared.set(client, names);
  let stale = false;
  const query = (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    const fits = values.length > 0 && values.length <= most && !ALL_COLUMNS.test(text);
    const name = names.get(text) ?? (fits && names.size < PREPARED ? `s${names.size}` : null);
    if (name === null) return client.query(text, [...values]);
    names.set(text, name);
    return client.query({ name, text, values: [...values] }).catch((error: unknown) => {
      stale ||= (error as { code?: unknown }).code === STALE;
      throw error;
    });
  };
  const release = (error?: Error | boolean): void => client.release(error || stale);
  return Object.create(client, { query: { value: query }, release: { value: release } }) as pg.PoolClient;
}

/** One connection for one purpose, closed afterwards. */
export async function withClient<T>(login: Login, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...login, types, connectionTimeoutMillis: 20_000, application_name: 'netgraph hub' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
