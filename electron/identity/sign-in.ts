/**
 * Signing in with the person's own identity provider, in the system's browser: OpenID Connect authorization code with
 * PKCE and a loopback redirect (RFC 8252). The nonce begins with the device's thumbprint, so that the ID token is of no
 * use on another device.
 */
import { randomBytes } from 'node:crypto';
import * as oidc from 'openid-client';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import type { Issuer } from '../../shared/protocol/about.ts';
import { listenForAnswer } from './loopback.ts';

/** How long a person has at the identity provider. */
const PATIENCE_MS = 5 * 60_000;

export interface SignInOptions {
  readonly issuer: Issuer;
  readonly device: DeviceId;
  readonly openBrowser: (url: string) => Promise<Result<null>>;
  /** Aborting is the person's cancel. */
  readonly signal: AbortSignal;
  /** The browser has answered; the rest is between programs. */
  readonly onAnswer: () => void;
}

/** Gives the ID token. `sign_in_cancelled`, `sign_in_failed`, or why the browser didn't open. */
export async function signInWithBrowser({ issuer, device, openBrowser, signal, onAnswer }: SignInOptions): Promise<Result<string>> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const loopback = await listenForAnswer(patience).catch(() => null);
  if (!loopback) return fail('sign_in_failed');
  try {
    const server = new URL(issuer.url);
    const local = server.protocol === 'http:' && server.hostname === '127.0.0.1';
    const settings = await oidc.discovery(
      server,
      issuer.client,
      undefined,
      oidc.None(),
      local ? { execute: [oidc.allowInsecureRequests] } : {},
    );
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = `${device}.${randomBytes(16).toString('base64url')}`;
    const address = oidc.buildAuthorizationUrl(settings, {
      redirect_uri: loopback.redirect,
      scope: 'openid profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    if (patience.aborted) return fail('sign_in_cancelled');
    const opened = await openBrowser(address.href);
    if (!opened.ok) return opened;
    const answer = await loopback.answer;
    onAnswer();
    const tokens = await oidc.authorizationCodeGrant(settings, answer, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    return tokens.id_token === undefined ? fail('sign_in_failed') : ok(tokens.id_token);
  } catch {
    return fail(patience.aborted ? 'sign_in_cancelled' : 'sign_in_failed');
  } finally {
    loopback.close();
  }
}
