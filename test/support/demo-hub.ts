/**
 * A whole demo hub in this process, on a real PostgreSQL and a free port, and desks that speak to it as the workstation
 * does: through a real OpenID Connect sign-in, with keys of their own, over HTTP.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import type { DemoAccount } from '../../hub/demo/accounts.ts';
import { ACCOUNTS_FILE } from '../../hub/demo/accounts.ts';
import { HUB_LIMITS } from '../../hub/http/parts.ts';
import type { HubLimits } from '../../hub/http/parts.ts';
import { logTo } from '../../hub/log-file.ts';
import { startHub } from '../../hub/start.ts';
import type { RunningHub } from '../../hub/start.ts';
import { signInWithBrowser } from '../../electron/identity/sign-in.ts';
import { makeHubClient } from '../../electron/sync/transport.ts';
import type { HubClient } from '../../electron/sync/transport.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import type { Issuer } from '../../shared/protocol/about.ts';
import type { SessionReply } from '../../shared/protocol/token.ts';
import { newAgreementKeys } from '../../shared/protocol/wrap.ts';
import { browse } from './browser.ts';
import type { BrowserPage } from './browser.ts';
import { PROTOCOL } from './protocol-header.ts';

export interface DemoHub {
  readonly folder: string;
  readonly url: string;
  /** Its own address, where desks reach it by another (`publicUrl`). */
  readonly localUrl: string;
  readonly words: readonly string[];
  account(username: string): DemoAccount;
  /** Everything that its log holds. */
  logged(): string;
  /** Stops it and starts it again on the same folder and port. */
  /** Stays away until `until` resolves. */
  restart(until?: Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export interface DemoHubOptions {
  readonly database?: string;
  readonly limits?: Partial<HubLimits>;
  /** By which desks reach it. */
  readonly publicUrl?: string;
  /** How long it serves on after it was told to end. */
  readonly drainSeconds?: number;
}

export async function startDemoHub(options: DemoHubOptions = {}): Promise<DemoHub> {
  const folder = mkdtempSync(join(tmpdir(), 'ng-demo-hub-'));
  const words: string[] = [];
  const logFile = join(folder, 'test.log');
  const log = logTo(logFile);
  const limits = { ...HUB_LIMITS, token: 10_000, issuer: 10_000, refusals: 100_000, requests: 100_000, ...options.limits };
  const start = (port: number): Promise<RunningHub> =>
    startHub({
      port,
      dataFolder: folder,
      issuer: null,
      data: null,
      log,
      limits,
      say: (line) => words.push(line),
      ...(options.database === undefined ? {} : { database: options.database }),
      ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
      drainSeconds: options.drainSeconds ?? 0,
    });
  let hub = await start(0);
  const { url, localUrl } = hub;
  const { accounts } = JSON.parse(readFileSync(join(folder, ACCOUNTS_FILE), 'utf8')) as { accounts: DemoAccount[] };
  return {
    folder,
    url,
    localUrl,
    words,
    logged: () => readFileSync(logFile, 'utf8'),
    account(username) {
      const found = accounts.find((one) => one.username === username);
      if (!found) throw new Error(`no account ${username}`);
      return found;
    },
    async restart(until) {
      await hub.close();
      await until;
      hub = await start(Number(new URL(localUrl).port));
    },
    async stop() {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The keys of one workstation, and its client. */
export interface TestDevice {
  readonly id: DeviceId;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
  readonly agreement: { readonly publicKey: string; readonly privateKey: string };
  readonly hub: HubClient;
}

export async function newTestDevice(url: string): Promise<TestDevice> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = privateKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
  const publicJwk: JWK = { kty, crv, x };
  const key = { privateKey, publicJwk };
  return {
    id: (await calculateJwkThumbprint(publicJwk)) as DeviceId,
    ...key,
    agreement: await newAgreementKeys(),
    hub: makeHubClient({ url, key, now: Date.now, onReach: () => undefined }),
  };
}

/** The ID token of a person who signs in at the hub's provider for this device. */
export async function idTokenFor(issuer: Issuer, device: DeviceId, account: DemoAccount): Promise<Result<string>> {
  return signInWithBrowser({
    issuer,
    device,
    openBrowser: personAtDemo(account),
    signal: AbortSignal.timeout(20_000),
    onAnswer: () => undefined,
  });
}

export async function issuerFor(hub: DemoHub, device: TestDevice, account: DemoAccount): Promise<Issuer> {
  if (account.code === null) {
    const response = await fetch(`${hub.url}/v1/about`, { headers: PROTOCOL });
    return ((await response.json()) as { issuer: Issuer }).issuer;
  }
  const found = await device.hub.issuer(account.code);
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
}

export interface SignedInDesk {
  readonly device: TestDevice;
  readonly session: SessionReply;
}

export async function signedInAs(hub: DemoHub, username: string, device?: TestDevice): Promise<SignedInDesk> {
  const account = hub.account(username);
  const desk = device ?? (await newTestDevice(hub.url));
  const idToken = await idTokenFor(await issuerFor(hub, desk, account), desk.id, account);
  if (!idToken.ok) throw new Error(idToken.error.code);
  const session = await desk.hub.signIn(idToken.value, desk.agreement.publicKey, 'a desk under test');
  if (!session.ok) throw new Error(session.error.code);
  return { device: desk, session: session.value };
}

/** A browser in which this person fills in the demo provider's form. */
export const personAtDemo =
  (person: Pick<DemoAccount, 'username' | 'password'>) =>
  async (start: string): Promise<Result<null>> => {
    void browseDemo(start, person).catch(() => undefined);
    return ok(null);
  };

/** Fills in the form once; resolves to the page at which the browser ends. */
export function browseDemo(start: string, { username, password }: Pick<DemoAccount, 'username' | 'password'>): Promise<BrowserPage> {
  let filled = false;
  return browse(start, ({ url, page }) => {
    if (filled || !page.includes('name="password"')) return null;
    filled = true;
    return { action: url, form: new URLSearchParams({ username, password }) };
  });
}
