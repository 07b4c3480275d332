/**
 * The listening socket, which is there before the hub behind it is: what comes meanwhile is held, so that a hub that takes
 * another's place keeps nobody at a closed door. On Linux two hubs that share a database may stand at one port for the moment in
 * which one gives its place to the other.
 */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as HttpsServer } from 'node:https';
import { createServer as createSocketServer } from 'node:net';
import type { AddressInfo, Server as SocketServer } from 'node:net';
import type { Logger } from 'pino';
import { followCertificate, readCertificate } from './certificate.ts';
import type { Reach } from './reach.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;

export interface Door {
  readonly server: Server;
  readonly port: number;
  /** From now on the handler gets what comes, first of all what was held. */
  admit(handler: Handler): void;
  /** Looks at the certificate's files again. */
  reload(): void;
  /** Nothing new is taken; what runs may end within `ms`, then its connections are cut. */
  close(ms: number): Promise<void>;
}

/** `shared`: others may stand at this port, too. `beside`: one that does is expected. Throws, in words for a person. */
export async function openDoor(reach: Reach, log: Logger, { shared, beside }: { shared: boolean; beside: boolean }): Promise<Door> {
  const { host, port, tls } = reach;
  const held: Parameters<Handler>[] = [];
  let handler: Handler = (...asked) => void held.push(asked);
  const options = { requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const pass: Handler = (request, response) => handler(request, response);
  const server: Server = tls
    ? createHttpsServer({ ...options, ...readCertificate(tls, Date.now()) }, pass)
    : createHttpServer(options, pass);
  const reusePort = shared && process.platform === 'linux';
  if (reusePort && !beside && port !== 0) await listen(createSocketServer(), host, port, false).then((probe) => probe.close());
  await listen(server, host, port, reusePort);
  const certificate = tls ? followCertificate(server as HttpsServer, tls, log) : null;
  return {
    server,
    port: (server.address() as AddressInfo).port,
    admit(next) {
      handler = next;
      for (const [request, response] of held.splice(0)) handler(request, response);
    },
    reload: () => certificate?.reload(),
    async close(ms) {
      certificate?.stop();
      const late = setTimeout(() => server.closeAllConnections(), ms);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      clearTimeout(late);
    },
  };
}

function listen<Kind extends SocketServer>(server: Kind, host: string, port: number, reusePort: boolean): Promise<Kind> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken: choose another with --port, or 0 for any.`) : error),
    );
    server.listen({ host, port, reusePort }, () => resolve(server));
  });
}
