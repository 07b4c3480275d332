/** A listener of its own for Prometheus: who only reaches the API never sees these figures. */
import { createServer } from 'node:http';
import { isIP } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ALONE, listenAt } from '../listen.ts';
import type { Sharing } from '../listen.ts';
import { registry } from './instruments.ts';

export interface MetricsListener {
  readonly url: string;
  close(): Promise<void>;
}

/** Throws, in words for a person, where the port is taken. */
export async function serveMetrics({ host, port }: { host: string; port: number }, sharing: Sharing = ALONE): Promise<MetricsListener> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (!isAddress(request.headers.host ?? '')) return void response.writeHead(421).end('Ask by address, not by name.\n');
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await listenAt(server, { host, port }, sharing, '--metrics-port');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page in a browser may have its own name point here; an address it can't take. */
function isAddress(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return name === 'localhost' || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
