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
  readonly password: string;
}

const INT8 = 20;
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

/** At most `max` connections, closed when idle for half a minute. `onError` hears of lost connections. */
export function openPool(login: Login, max: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    ...login,
    max,
    types,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 20_000,
    application_name: 'netgraph hub',
    options: '-c statement_timeout=120000 -c idle_in_transaction_session_timeout=120000 -c search_path=public',
  });
  pool.on('error', onError);
  // The pool listens to idle connections only; one that breaks in somebody's hands must not end the hub.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

export function kyselyOn<Tables>(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
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
