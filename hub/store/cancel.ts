/**
 * Asks the server to stop what a connection has it do (PostgreSQL, "Canceling Requests in Progress"): by a connection of its own, with the
 * secret of that one. It is never answered, and may come when the next statement is running: so whoever asks gives the connection up.
 * It goes in the clear, as libpq sent it until 17: the secret stops what runs on that connection, and opens nothing.
 */
import { connect } from 'node:net';
import type pg from 'pg';

const CANCEL_REQUEST = 80_877_102;
const BYTES = 16;
/** A server that does not take it: the statement runs to its end. */
const PATIENCE_MS = 3_000;

/**
 * Where the server wants TLS for all that comes, or a pooler stands between that does not pass it on, nothing is stopped; nor where it
 * comes before the statement has begun. The time limit then ends it.
 */
export function cancel(client: pg.PoolClient): void {
  const { host, port, processID, secretKey } = client as unknown as Record<'host', string> &
    Record<'port' | 'processID' | 'secretKey', number>;
  const request = Buffer.alloc(BYTES);
  request.writeInt32BE(BYTES, 0);
  request.writeInt32BE(CANCEL_REQUEST, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.on('error', () => undefined);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.end(request);
}
