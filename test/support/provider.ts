/** A real OpenID Connect provider on loopback, with its own development sign-in page, and a person at a browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { browse } from './browser.ts';

export interface TestProvider {
  readonly url: string;
  readonly client: string;
  close(): Promise<void>;
}

export async function startProvider(): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = 'workstation';
  const provider = new Provider(url, {
    clients: [
      {
        client_id: client,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: id }) }),
  });
  server.on('request', provider.callback());
  return {
    url,
    client,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Fills in each page of the provider as `login` would, until it leads back to the workstation. */
export const personAtBrowser =
  (login: string) =>
  async (start: string): Promise<Result<null>> => {
    void browse(start, ({ url, page }) => {
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
      if (!action) return null;
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? 'login';
      return {
        action: new URL(action, url),
        form: new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) }),
      };
    }).catch(() => undefined);
    return ok(null);
  };
