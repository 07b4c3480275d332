/**
 * Ready slices for first syncs: built in the background, kept, offered, replaced when too far behind. What is not ready in
 * time is no loss, since the feed's segments bring the same rows.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { sameSlice, tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import type { SnapshotRequest } from '../../shared/protocol/snapshot.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { allowedSlices } from '../context/grants.ts';
import { hubContext } from '../context/hub-context.ts';
import { openFeed } from '../feed/feed.ts';
import { keepSegmentsOf, keptParts, prebuildFeed } from '../feed/kept.ts';
import { countRows, lastSeq } from '../store/feed-read.ts';
import type { HubStore } from '../store/store.ts';
import { buildSnapshot } from './build.ts';
import { SnapshotFolder } from './kept.ts';
import type { KeptSnapshot } from './kept.ts';
import { noteForLater, snapshotsIn, takeNotes } from './notes.ts';
import { Turns } from './turns.ts';

/** Fewer records than this come by segments sooner than a snapshot is fetched. */
const LEAST = 20_000;
/** A snapshot is replaced when this part of its records changed since. */
const BEHIND = 0.25;
/** Of one tenant, of those that nobody fetches: one for each slice that its grants allow, within reason. */
const KEPT = 4;
/** What was asked for within this time is not taken from under who fetches it. */
const IN_USE_MS = 3_600_000;
/** Builds that run at once, of a tenant one; the others wait. */
const BUILDERS = 2;
/** Between two looks for customers whose graph was written to. */
const LOOK_MS = 2_000;
/** Until what could not be looked at is tried again. */
const AGAIN_MS = 60_000;
/** How long who asks waits for one that is being built before they are told how far it is. */
const PATIENCE_MS = 3_000;
/** Records that the hub opens, a builder and a desk take in a second, roughly: whose way is the shorter one. */
const OPENED_A_SECOND = 60_000;
const BUILT_A_SECOND = 100_000;
const SEGMENTS_A_SECOND = 80_000;

export type Offer =
  | { readonly state: 'ready'; readonly snapshot: KeptSnapshot }
  | { readonly state: 'building'; readonly done: number; readonly total: number };

export interface SnapshotsOptions {
  readonly store: HubStore;
  /** The hub's own; made if it is not there. */
  readonly dataFolder: string;
  readonly log: Logger;
}

interface Build {
  readonly ready: Promise<KeptSnapshot | null>;
  /** Records that are in it, of how many about. */
  done: number;
  readonly total: number;
  /** Rows that are still to be made segments of first; null: not known, it waits for its turn. */
  unopened: number | null;
}

/** Whether the desk has it sooner so than by segments, which need the same rows opened while it takes the first of them in. */
function worthWaiting({ done, total, unopened }: Build, records: number): boolean {
  if (unopened === null) return false;
  const opening = unopened / OPENED_A_SECOND;
  return opening + (total - done) / BUILT_A_SECOND < Math.max(opening, records / SEGMENTS_A_SECOND);
}

interface Standing {
  readonly newest: KeptSnapshot | undefined;
  readonly behind: number;
  /** There is none, or it is to be replaced. */
  readonly stale: boolean;
}

interface Tenant {
  readonly folder: SnapshotFolder;
  kept: KeptSnapshot[];
  readonly usedAt: Map<string, number>;
}

export class Snapshots {
  readonly #options: SnapshotsOptions;
  readonly #parent: string;
  readonly #tenants = new Map<TenantId, Promise<Tenant>>();
  readonly #builds = new Map<string, Build>();
  readonly #turns = new Turns(BUILDERS);
  readonly #closing = new AbortController();

  constructor(options: SnapshotsOptions) {
    this.#options = options;
    this.#parent = snapshotsIn(options.dataFolder);
  }

  /**
   * What there is for who has nothing of a (tidy) slice of `records` records: the snapshot `have`, of which they hold a part
   * already, or the newest; or how far one is that is worth waiting for. Null: by segments.
   */
  async offer(context: TenantContext, slice: SliceSpec, records: number, have: string | null): Promise<Offer | null> {
    if (records < LEAST) return null;
    const tenant = await this.#tenant(context);
    const { newest, behind, stale } = await this.#standing(context, tenant, slice);
    const begun = tenant.kept.find((one) => one.id === have && sameSlice(one.slice, slice));
    const build = stale ? this.#build(context, slice, records) : null;
    const good = begun ?? (newest && behind <= records ? newest : undefined);
    if (good) return this.#use(tenant, good);
    if (!build) return null;
    const late = Symbol();
    const first = await Promise.race([build.ready, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, late).unref())]);
    if (first !== late) return first ? this.#use(tenant, first as KeptSnapshot) : null;
    return worthWaiting(build, records) ? { state: 'building', done: Math.min(build.done, build.total), total: build.total } : null;
  }

  /** Chunks of a snapshot of this tenant, as they are sent. */
  async chunks(context: TenantContext, slice: SliceSpec, { id, from, count }: SnapshotRequest): Promise<Result<AsyncIterable<Buffer>>> {
    const tenant = await this.#tenant(context);
    const snapshot = tenant.kept.find((one) => one.id === id && sameSlice(one.slice, slice));
    if (!snapshot || from >= snapshot.lengths.length) return fail('not_found');
    this.#use(tenant, snapshot);
    return ok(this.#read(tenant, snapshot, from, count));
  }

  /** Builds one now where that is worth it and there is none or it is too far behind; resolves when it is ready. */
  async prepare(context: TenantContext, wanted: SliceSpec): Promise<void> {
    const slice = tidySlice(wanted);
    const { stale } = await this.#standing(context, await this.#tenant(context), slice);
    if (!stale) return;
    const whole = await openFeed(this.#options.store, context, slice, null);
    const records = whole.ok ? whole.value.nodes + whole.value.edges : 0;
    if (records >= LEAST) await this.#build(context, slice, records).ready;
  }

  /** From now on, and from what was left while no hub ran: prepares what grants allow of customers whose graph was written to. */
  watch(): void {
    const { dataFolder, log } = this.#options;
    let failed = false;
    const look = (): void => {
      try {
        for (const tenant of takeNotes(dataFolder)) void this.#prepareNoted(tenant);
        failed = false;
      } catch (error) {
        // It is tried again at the next look, and said once.
        if (!failed) log.error({ reason: (error as NodeJS.ErrnoException).code }, 'the folder of snapshots could not be read');
        failed = true;
      }
    };
    look();
    const looking = setInterval(look, LOOK_MS).unref();
    this.#closing.signal.addEventListener('abort', () => clearInterval(looking), { once: true });
  }

  /** What is kept of this tenant goes, and is built anew when it is asked for. */
  forget(tenant: TenantId): void {
    this.#tenants.delete(tenant);
    rmSync(join(this.#parent, tenant), { recursive: true, force: true });
  }

  /** Stops what is being built. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#builds.values()].map(({ ready }) => ready));
  }

  /** What could not be looked at is noted anew. */
  async #prepareNoted(tenant: TenantId): Promise<void> {
    const { store, dataFolder } = this.#options;
    try {
      const slices = await allowedSlices(store, tenant, Date.now());
      await Promise.all(slices.map((slice) => this.prepare(hubContext(tenant, 'snapshot'), slice)));
    } catch (error) {
      this.#failed(error);
      try {
        noteForLater(dataFolder, tenant, Date.now() + AGAIN_MS);
      } catch (unwritten) {
        this.#failed(unwritten);
      }
    }
  }

  #failed(error: unknown): void {
    const { code, name } = error as NodeJS.ErrnoException;
    if (!this.#closing.signal.aborted) this.#options.log.error({ reason: code ?? name }, 'a snapshot could not be built');
  }

  /** Asks for the tenant's keys each time: without them there is nothing to give. */
  async #tenant(context: TenantContext): Promise<Tenant> {
    const { tenant } = context;
    const keys = await this.#options.store.tenantKeys(context);
    const load = async (): Promise<Tenant> => {
      const folder = new SnapshotFolder(this.#parent, tenant);
      return { folder, kept: folder.load(keys), usedAt: new Map() };
    };
    const known = this.#tenants.get(tenant) ?? load();
    this.#tenants.set(tenant, known);
    return known.catch((error: unknown) => {
      this.#tenants.delete(tenant);
      throw error;
    });
  }

  /** The newest of the slice, and how many of the slice's records changed since. */
  async #standing(context: TenantContext, tenant: Tenant, slice: SliceSpec): Promise<Standing> {
    const db = this.#options.store.tenant(context);
    const now = await lastSeq(db, context.tenant);
    // What knows more than the database is of a past that was taken back.
    for (const one of tenant.kept) if (one.seq > now) this.#drop(tenant, one);
    const newest = tenant.kept.findLast((one) => sameSlice(one.slice, slice));
    if (!newest) return { newest, behind: 0, stale: true };
    const { nodes, edges } = await countRows(db, context.tenant, slice, newest.seq, now);
    return { newest, behind: nodes + edges, stale: nodes + edges > BEHIND * (newest.nodes + newest.edges) };
  }

  #use({ usedAt }: Tenant, snapshot: KeptSnapshot): Offer {
    usedAt.set(snapshot.id, Date.now());
    return { state: 'ready', snapshot };
  }

  async *#read(tenant: Tenant, snapshot: KeptSnapshot, from: number, count: number): AsyncGenerator<Buffer> {
    try {
      yield* tenant.folder.read(snapshot, from, count);
    } catch (error) {
      // Not what was built: it is of no use to anybody, and another is built when it is asked for.
      this.#options.log.warn(
        { reason: (error as NodeJS.ErrnoException).code ?? 'damaged' },
        'a snapshot could not be read and was dropped',
      );
      this.#drop(tenant, snapshot);
      throw error;
    }
  }

  #build(context: TenantContext, slice: SliceSpec, total: number): Build {
    const name = JSON.stringify([context.tenant, slice]);
    const known = this.#builds.get(name);
    if (known) return known;
    const work = async (): Promise<KeptSnapshot | null> => {
      const leave = await this.#turns.take(context.tenant);
      try {
        if (this.#closing.signal.aborted) return null;
        return await this.#work(context, slice, build);
      } catch (error) {
        this.#failed(error);
        return null;
      } finally {
        this.#builds.delete(name);
        leave();
      }
    };
    const build: Build = { done: 0, total, unopened: null, ready: Promise.resolve(null) };
    Object.assign(build, { ready: work() });
    this.#builds.set(name, build);
    return build;
  }

  async #work(context: TenantContext, slice: SliceSpec, build: Build): Promise<KeptSnapshot | null> {
    const { store, log } = this.#options;
    const started = performance.now();
    const tenant = await this.#tenant(context);
    const at = Date.now();
    const { signal } = this.#closing;
    await prebuildFeed(store, context, slice, { signal, onRows: (done, all) => (build.unopened = Math.max(0, all - done)) });
    build.unopened = 0;
    const { ordinal } = await store.control
      .selectFrom('tenant')
      .select('ordinal')
      .where('id', '=', context.tenant)
      .executeTakeFirstOrThrow();
    const { id, key, scratch, target } = tenant.folder.next();
    const options = { tenant: context.tenant, ordinal, slice, id, key: Uint8Array.from(key), at, scratch, target };
    const built = await buildSnapshot(options, keptParts(store, context, slice), (records) => (build.done = records), signal);
    const snapshot = tenant.folder.keep(await store.tenantKeys(context), id, key, built);
    tenant.kept.push(snapshot);
    this.#use(tenant, snapshot);
    this.#tidy(tenant, snapshot);
    const allowed = await allowedSlices(store, context.tenant, Date.now());
    await keepSegmentsOf(store, context, [slice, ...allowed, ...tenant.kept.map((one) => one.slice)]);
    const { nodes, edges, pages } = built;
    log.info({ nodes, edges, pages, ms: Math.round(performance.now() - started) }, 'a snapshot was built');
    return snapshot;
  }

  /** The older ones of a slice go, and all but a few others; not while somebody may be fetching them. */
  #tidy(tenant: Tenant, newest: KeptSnapshot): void {
    const { kept, usedAt } = tenant;
    const used = (one: KeptSnapshot): number => usedAt.get(one.id) ?? 0;
    const lately = kept.toSorted((a, b) => used(b) - used(a));
    const needless = (one: KeptSnapshot): boolean => sameSlice(one.slice, newest.slice) || lately.indexOf(one) >= KEPT;
    for (const one of kept) if (one !== newest && needless(one) && Date.now() - used(one) > IN_USE_MS) this.#drop(tenant, one);
  }

  #drop(tenant: Tenant, snapshot: KeptSnapshot): void {
    tenant.kept = tenant.kept.filter((one) => one !== snapshot);
    tenant.usedAt.delete(snapshot.id);
    tenant.folder.remove(snapshot);
  }
}
