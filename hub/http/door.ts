/**
 * The listening socket, which is there before the hub behind it is: what comes meanwhile is held, so that a hub that takes
 * another's place keeps nobody at a closed door. Nobody is held for longer than a desk waits: they are told to come again.
 */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { listenAt } from '../listen.ts';
import type { Sharing } from '../listen.ts';
import { followCertificate, readCertificate } from './certificate.ts';
import type { Reach } from './reach.ts';
import { STARTING } from './refusal.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 10_000;
/** How long a request is held: well below what a desk waits for an answer (`SILENCE_MS`), since one that gave up asks no more. */
const HELD_MS = 8_000;

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

/** Throws, in words for a person. */
export async function openDoor(reach: Reach, log: Logger, sharing: Sharing, heldMs = HELD_MS): Promise<Door> {
  const { tls } = reach;
  const held = new Map<ServerResponse, { readonly request: IncomingMessage; readonly late: NodeJS.Timeout }>();
  const hold: Handler = (request, response) => {
    const late = setTimeout(() => {
      held.delete(response);
      comeAgain(response);
    }, heldMs);
    held.set(response, { request, late });
  };
  let handler = hold;
  const options = { requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  const pass: Handler = (request, response) => handler(request, response);
  const server: Server = tls
    ? createHttpsServer({ ...options, ...readCertificate(tls, Date.now()) }, pass)
    : createHttpServer(options, pass);
  await listenAt(server, reach, sharing, '--port');
  const certificate = tls ? followCertificate(server as HttpsServer, tls, log) : null;
  return {
    server,
    port: (server.address() as AddressInfo).port,
    admit(next) {
      handler = next;
      for (const [response, { request, late }] of held) {
        clearTimeout(late);
        // Who has gone meanwhile asks again, or not at all: what they asked is not run.
        if (!request.destroyed) next(request, response);
      }
      held.clear();
    },
    reload: () => certificate?.reload(),
    async close(ms) {
      certificate?.stop();
      for (const { late } of held.values()) clearTimeout(late);
      held.clear();
      const late = setTimeout(() => server.closeAllConnections(), ms);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      clearTimeout(late);
    },
  };
}

const comeAgain = (response: ServerResponse): void =>
  void response
    .writeHead(503, { 'content-type': 'application/json; charset=utf-8', 'retry-after': '1', connection: 'close' })
    .end(JSON.stringify({ error: STARTING }));
