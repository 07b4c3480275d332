/** Puts the hub together and starts it: databases, records, identity, HTTP, and in demo mode its people and telemetry. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { openHubLog } from './audit/log.ts';
import { closeLeftOpen } from './command/customers-log.ts';
import { demoAccounts } from './demo/accounts.ts';
import { fillDemo } from './demo/fill.ts';
import { makeDemoProviders } from './demo/issuers.ts';
import type { DemoProviders } from './demo/issuers.ts';
import { originOf } from './demo/origin.ts';
import { seedIdentity, seedTenants } from './demo/seed.ts';
import { hubContext } from './context/hub-context.ts';
import { makeHubGate } from './gate.ts';
import { askForPlace, leaveProofs, takeNoteAway, takeProofs, watchForNext } from './hand-over.ts';
import { makeApp } from './http/app.ts';
import { openDoor } from './http/door.ts';
import { makeLimiter } from './http/limiter.ts';
import { HUB_LIMITS } from './http/parts.ts';
import type { HubLimits, HubParts } from './http/parts.ts';
import { originsOf } from './http/reach.ts';
import type { Reach } from './http/reach.ts';
import { Serving } from './http/serving.ts';
import { checkIssuer, configureIssuer } from './identity/configured.ts';
import { makeIdTokens } from './identity/id-token.ts';
import { makeOnce } from './identity/once.ts';
import { makeProofChecker } from './identity/proof.ts';
import { openTokens } from './identity/tokens.ts';
import { openFileKeys } from './keys/file-provider.ts';
import type { KeyProvider } from './keys/provider.ts';
import type { Sharing } from './listen.ts';
import { hubReady } from './metrics/instruments.ts';
import { countKeys } from './metrics/keys.ts';
import { serveMetrics } from './metrics/listener.ts';
import type { HubSettings } from './settings.ts';
import { Snapshots } from './snapshot/snapshots.ts';
import { openHubStore } from './store/engine.ts';
import type { LeadingStore } from './store/engine.ts';
import type { HubStore } from './store/store.ts';

/** How long the end of the hub waits for requests that run. Of a hub that gives its place away the next one's requests wait as long. */
const PARTING_MS = 3_000;
const HANDING_OVER_MS = 5_000;
/** How long a hub that gives its place away serves on, each request as the last of its connection. */
const FAREWELL_MS = 500;

export interface StartOptions extends HubSettings {
  readonly log: Logger;
  /** Progress for a person. */
  readonly say: (words: string) => void;
  readonly limits?: HubLimits;
  /** Aborting stops a start that is under way. */
  readonly signal?: AbortSignal;
}

export interface RunningHub {
  /** By which workstations call it. */
  readonly url: string;
  /** By which this machine calls it. */
  readonly localUrl: string;
  /** Where Prometheus reads, or null. */
  readonly metricsUrl: string | null;
  /** Resolves when this hub has to go: another waits for its place, or has it already. Whoever started it calls `close`. */
  readonly over: Promise<'asked' | 'lost'>;
  /** Looks at the certificate's files again. */
  reload(): void;
  close(why?: 'asked' | 'lost'): Promise<void>;
}

/** Resolves when it serves. Throws, in words for a person, when it can't; then nothing of it is left running. */
export async function startHub(options: StartOptions): Promise<RunningHub> {
  const { dataFolder, database, log, takeOver = false } = options;
  const secrets = countKeys(openFileKeys(dataFolder));
  const over = Promise.withResolvers<'asked' | 'lost'>();
  const onLost = (): void => over.resolve('lost');
  const store = await openHubStore({ dataFolder, ...(database === undefined ? {} : { database }), log, secrets, takeOver, onLost });
  const undo: (() => Promise<unknown>)[] = [() => store.close()];
  try {
    return await startOn(options, store, secrets, over, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

/** `undo`: what has to be closed if this fails, the first last. */
async function startOn(
  options: StartOptions,
  store: LeadingStore,
  secrets: KeyProvider,
  over: PromiseWithResolvers<'asked' | 'lost'>,
  undo: (() => Promise<unknown>)[],
): Promise<RunningHub> {
  const { issuer, dataFolder, database, log, limits = HUB_LIMITS, takeOver = false } = options;
  const { host = '127.0.0.1', port, tls = null, behindProxy = false, publicUrl = null } = options;
  const reach: Reach = { host, port, tls, behindProxy, publicUrl };
  const demo = issuer === null;
  // Whatever can be wrong is looked at before the hub that serves is asked to leave.
  await checkIssuer(store, issuer);
  const sharing: Sharing = { shared: database !== undefined, beside: takeOver };
  const metrics = options.metrics ? await serveMetrics(options.metrics, sharing) : null;
  if (metrics) undo.push(() => metrics.close());
  const door = await openDoor(reach, log, sharing);
  undo.push(() => door.close(0));
  await takePlace(store, dataFolder, takeOver);
  // Taken in any case: what is old is not for a later hub.
  const left = takeProofs(dataFolder, Date.now());
  const next = watchForNext(dataFolder);
  void next.asked.then(() => over.resolve('asked'));
  undo.push(async () => next.stop());

  if (issuer) await configureIssuer(store, issuer);
  const tenants = demo ? await seedTenants(store, Date.now()) : [];
  const audit = await openHubLog({ store, secrets, log });
  const gate = makeHubGate({ records: audit, log });
  undo.push(() => gate.close());
  // Nobody waits for it: it is no record of the hub's own.
  const closing = closeLeftOpen({ store, secrets, log }).catch(() => undefined);
  undo.push(() => closing);
  const now = Date.now;
  const snapshots = new Snapshots({ store, dataFolder, log });
  undo.push(() => snapshots.close());
  const origins = new Set(originsOf(reach, door.port));
  const hosts = new Set([...origins].map((origin) => new URL(origin).host));
  const used = takeOver ? left : null;
  const since = used?.since ?? now();
  const once = makeOnce(undefined, used?.taken);
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
    proofs: makeProofChecker({ origins, once, now, since }),
    idTokens: makeIdTokens({ store, now, log }),
    tokens: await openTokens({ store, secrets, hub: audit.device, now }),
  };
  const serving = new Serving();
  const providers = demo ? makeDemoProviders() : null;
  const { app, admit } = await makeApp({ hub, serving, hosts, door, behindProxy, providers: providers?.handler ?? null });
  undo.push(() => app.close());
  await app.ready();
  const url = originsOf({ ...reach, publicUrl: null }, door.port)[0]!;
  if (!takeOver) admit();
  if (providers) await prepareDemo(options, store, secrets, tenants, providers, url);
  for (const { tenant } of tenants) void snapshots.prepare(hubContext(tenant, 'snapshot'), WHOLE_SLICE);
  snapshots.watch();
  serving.begin();
  if (takeOver) admit();
  hubReady.set(1);
  log.info({ url, demo, takeOver }, 'ready');

  const close = async (why: 'asked' | 'lost' | null = null): Promise<void> => {
    serving.leave();
    hubReady.set(0);
    next.stop();
    if (why === 'asked') await sleep(FAREWELL_MS);
    else if (why === null && options.drainSeconds) await sleep(options.drainSeconds * 1000);
    // Requests that run are let end; a connection on which nobody says anything is not waited for.
    await door.close(why === 'asked' ? HANDING_OVER_MS : PARTING_MS);
    await app.close();
    await snapshots.close();
    await gate.close();
    await closing;
    await metrics?.close();
    if (why === 'asked') leaveProofs(dataFolder, { since, taken: once.entries() }, now());
    await store.close();
    log.info({ why }, 'left');
  };
  return {
    url: publicUrl ?? url,
    localUrl: url,
    metricsUrl: metrics?.url ?? null,
    over: over.promise,
    reload: () => door.reload(),
    close: (why) => close(why),
  };
}

/** Resolves when this hub is the only one. */
async function takePlace(store: LeadingStore, dataFolder: string, takeOver: boolean): Promise<void> {
  const stopAsking = takeOver ? askForPlace(dataFolder) : () => takeNoteAway(dataFolder);
  await store.lead().finally(stopAsking);
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
