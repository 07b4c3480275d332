/** The address on this machine to which the browser brings the sign-in back (RFC 8252, section 7.3). One answer, then it is gone. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Netgraph</title>
<body style="font:16px sans-serif;margin:4em"><h1>Back to Netgraph</h1><p>You can close this page and return to the workstation.</p>`;

export interface Loopback {
  readonly redirect: string;
  /** The address that the browser came back with, query and all. Rejects when `signal` aborts. */
  readonly answer: Promise<URL>;
  close(): void;
}

/** Listens on 127.0.0.1, on a port that the system chooses. */
export async function listenForAnswer(signal: AbortSignal): Promise<Loopback> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  promise.catch(() => undefined);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', redirect);
    const comesBack = request.method === 'GET' && url.pathname === '/callback' && url.searchParams.has('state');
    response.writeHead(comesBack ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      connection: 'close',
    });
    response.end(comesBack ? PAGE : '');
    if (comesBack) resolve(url);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => listening());
  });
  const redirect = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const close = (): void => {
    server.close();
    server.closeIdleConnections();
  };
  signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  return { redirect, answer: promise, close };
}
