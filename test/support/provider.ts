/** A real OpenID Connect provider on loopback, with its own development sign-in page, and a person at a browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';

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
    void browse(start, login).catch(() => undefined);
    return ok(null);
  };

async function browse(start: string, login: string): Promise<void> {
  const cookies = new Map<string, string>();
  let at = new URL(start);
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 20; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response: Response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    form = null;
    const location = response.headers.get('location');
    if (location) at = new URL(location, at);
    else {
      const page = await response.text();
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
      if (!action) return;
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? 'login';
      form = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) });
      at = new URL(action, at);
    }
  }
}
