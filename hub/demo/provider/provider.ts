/**
 * The demo's OpenID Connect providers (oidc-provider): one for the MSSP and one a customer, each with its own people,
 * keys, memory and cookies. Code with PKCE for a native client without a secret (RFC 8252), and a password each time.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider, interactionPolicy } from 'oidc-provider';
import type { Configuration, JWKS } from 'oidc-provider';
import type { Logger } from 'pino';
import { makeMemory } from './memory.ts';
import { makeSignIn } from './sign-in.ts';
import type { DemoPerson } from './sign-in.ts';
import { PAGE_HEADERS, problemPage } from './page.ts';

export interface DemoIssuer {
  readonly id: string;
  readonly url: string;
  readonly client: string;
  readonly title: string;
  readonly people: readonly DemoPerson[];
  /** Its signing keys, private parts included. */
  readonly jwks: JWKS;
}

export type DemoHandler = (request: IncomingMessage, response: ServerResponse) => void;

const SECONDS = { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 };

/** Nobody stays signed in at a demo's provider: each sign-in asks for the password anew. */
function policy(): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base();
  prompts.remove('consent');
  prompts
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('each_time', 'a password is asked each time', ({ oidc }) =>
        oidc.result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );
  return prompts;
}

/** `url` of the issuer is where the handler is mounted. */
export function makeDemoProvider(issuer: DemoIssuer, log: Logger): DemoHandler {
  const { id, url, client, people } = issuer;
  const { pathname } = new URL(url);
  const cookie = { signed: true, httpOnly: true, sameSite: 'lax', path: pathname } as const;
  const settings: Configuration = {
    adapter: makeMemory(),
    clients: [
      {
        client_id: client,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://127.0.0.1/callback'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: issuer.jwks,
    claims: { openid: ['sub'], profile: ['name'] },
    scopes: ['openid', 'profile'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { policy: policy(), url: (_context, { uid }) => `${pathname}/sign-in/${uid}` },
    cookies: { keys: [randomBytes(32).toString('base64url')], names: cookieNames(id), long: cookie, short: cookie },
    ttl: SECONDS,
    clientBasedCORS: () => false,
    findAccount: (_context, subject) => {
      const person = people.find(({ username }) => username === subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, name: person.name }) };
    },
    loadExistingGrant: async ({ oidc }) => {
      if (!oidc.client || !oidc.session?.accountId) return undefined;
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError: (context, { error }) => {
      context.set(PAGE_HEADERS);
      context.body = problemPage(`The identity provider says: ${error}. Go back to the workstation and start again.`);
    },
  };
  const provider = new Provider(url, settings);
  provider.on('server_error', (_context, error) => log.error({ issuer: id, reason: error.name }, 'the demo identity provider failed'));
  const answer = provider.callback();
  const signIn = makeSignIn(provider, issuer);
  return (request, response) => {
    if (request.url?.startsWith('/sign-in/')) void signIn(request, response);
    else void answer(request, response);
  };
}

const cookieNames = (id: string) => ({ session: `demo-${id}-session`, interaction: `demo-${id}-sign-in`, resume: `demo-${id}-resume` });
