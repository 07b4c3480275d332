/** A listener of its own for Prometheus: who only reaches the API never sees these figures. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registry } from './instruments.ts';

export interface MetricsListener {
  readonly url: string;
  close(): Promise<void>;
}

/** Throws, in words for a person, where the port is taken. */
export async function serveMetrics({ host, port }: { host: string; port: number }): Promise<MetricsListener> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} is taken: choose another with --metrics-port.`) : error),
    );
    server.listen({ host, port, reusePort: false }, resolve);
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
