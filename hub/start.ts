/** Puts the hub together and starts it: databases, records, identity, HTTP, and in demo mode its people and telemetry. */
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { openHubLog } from './audit/log.ts';
import { demoAccounts } from './demo/accounts.ts';
import { fillDemo } from './demo/fill.ts';
import { makeDemoProviders } from './demo/issuers.ts';
import type { DemoProviders } from './demo/issuers.ts';
import { originOf } from './demo/origin.ts';
import { seedIdentity, seedTenants } from './demo/seed.ts';
import { hubContext } from './context/hub-context.ts';
import { makeHubGate } from './gate.ts';
import { makeApp } from './http/app.ts';
import { makeLimiter } from './http/limiter.ts';
import { HUB_LIMITS } from './http/parts.ts';
import type { HubLimits, HubParts } from './http/parts.ts';
import { checkKind, configureIssuer } from './identity/configured.ts';
import { makeIdTokens } from './identity/id-token.ts';
import { makeOnce } from './identity/once.ts';
import { makeProofChecker } from './identity/proof.ts';
import { openTokens } from './identity/tokens.ts';
import { openFileKeys } from './keys/file-provider.ts';
import type { KeyProvider } from './keys/provider.ts';
import type { HubSettings } from './settings.ts';
import { Snapshots } from './snapshot/snapshots.ts';
import { openHubStore } from './store/engine.ts';
import type { HubStore } from './store/store.ts';

/** TLS is not this program's: without it nothing but this machine is listened to. */
const HOST = '127.0.0.1';
const LOOPBACK = [HOST, 'localhost'];

/** How long the end of the hub waits for requests that run. */
const PARTING_MS = 3_000;

export interface StartOptions extends HubSettings {
  readonly log: Logger;
  /** Progress for a person. */
  readonly say: (words: string) => void;
  readonly limits?: HubLimits;
  /** Aborting stops a start that is under way. */
  readonly signal?: AbortSignal;
}

export interface RunningHub {
  readonly url: string;
  close(): Promise<void>;
}

/** Resolves when it serves. Throws, in words for a person, when it can't; then nothing of it is left running. */
export async function startHub(options: StartOptions): Promise<RunningHub> {
  const { dataFolder, database, log } = options;
  const secrets = openFileKeys(dataFolder);
  const store = await openHubStore({ dataFolder, ...(database === undefined ? {} : { database }), log, secrets });
  try {
    return await startOn(options, store, secrets);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(options: StartOptions, store: HubStore, secrets: KeyProvider): Promise<RunningHub> {
  const { issuer, dataFolder, log, limits = HUB_LIMITS } = options;
  const demo = issuer === null;
  await checkKind(store, demo);
  if (issuer) await configureIssuer(store, issuer);
  const tenants = demo ? await seedTenants(store, Date.now()) : [];
  const audit = await openHubLog({ store, secrets, log });
  const gate = makeHubGate({ records: audit, log });
  const now = Date.now;
  const snapshots = new Snapshots({ store, dataFolder, log });
  const [hosts, origins] = [new Set<string>(), new Set<string>()];
  const hub: HubParts = {
    name: demo ? 'Netgraph demo hub' : 'Netgraph hub',
    demo,
    store,
    snapshots,
    log,
    audit,
    gate,
    limits,
    refusals: makeLimiter(limits.refusals, now),
    requests: makeLimiter(limits.requests, now),
    now,
    proofs: makeProofChecker({ origins, once: makeOnce(), now }),
    idTokens: makeIdTokens({ store, now, log }),
    tokens: await openTokens({ store, secrets, hub: audit.device, now }),
  };
  let ready = false;
  const providers = demo ? makeDemoProviders() : null;
  const app = await makeApp({ hub, ready: () => ready, hosts, providers: providers?.handler ?? null });
  const close = async (): Promise<void> => {
    // Requests that run are let end; a connection on which nobody says anything is not waited for.
    const late = setTimeout(() => app.server.closeAllConnections(), PARTING_MS);
    await app.close();
    clearTimeout(late);
    await snapshots.close();
    await gate.close();
    await store.close();
  };
  await app.listen({ host: HOST, port: options.port }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(`Port ${options.port} is taken: choose another with --port, or 0 for any.`) : error;
  });
  const { port } = app.server.address() as AddressInfo;
  for (const host of LOOPBACK) {
    hosts.add(`${host}:${port}`);
    origins.add(`http://${host}:${port}`);
  }
  const url = `http://${HOST}:${port}`;
  try {
    if (providers) await prepareDemo(options, store, secrets, tenants, providers, url);
    for (const { tenant } of tenants) void snapshots.prepare(hubContext(tenant, 'snapshot'), WHOLE_SLICE);
  } catch (error) {
    await app.close();
    await gate.close();
    throw error;
  }
  ready = true;
  log.info({ url, demo }, 'ready');
  return { url, close };
}

async function prepareDemo(
  { dataFolder, data, log, say, signal = new AbortController().signal }: StartOptions,
  store: HubStore,
  secrets: KeyProvider,
  tenants: Awaited<ReturnType<typeof seedTenants>>,
  providers: DemoProviders,
  url: string,
): Promise<void> {
  const origin = originOf(dataFolder, data, Date.now());
  const accounts = demoAccounts(dataFolder);
  providers.serve(await seedIdentity({ store, secrets, tenants, accounts, origin: url, now: Date.now() }), log);
  await fillDemo({ store, tenants, dataFolder, origin, say, signal });
}
