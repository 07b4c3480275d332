/** Which of the demo's identity providers a request is for: `/demo/<issuer id>/…`. */
import type { Logger } from 'pino';
import { makeDemoProvider } from './provider/provider.ts';
import type { DemoHandler, DemoIssuer } from './provider/provider.ts';

export interface DemoProviders {
  readonly handler: DemoHandler;
  /** From then on they answer. */
  serve(issuers: readonly DemoIssuer[], log: Logger): void;
}

/** Mounted at `/demo`, which is cut off the address already. */
export function makeDemoProviders(): DemoProviders {
  const handlers = new Map<string, DemoHandler>();
  return {
    handler(request, response) {
      const [, id = '', rest = '/'] = /^\/([a-z0-9-]{1,64})(\/.*)$/.exec(request.url ?? '') ?? [];
      const handler = handlers.get(id);
      if (!handler) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      request.url = rest;
      handler(request, response);
    },
    serve(issuers, log) {
      for (const issuer of issuers) handlers.set(issuer.id, makeDemoProvider(issuer, log));
    },
  };
}
