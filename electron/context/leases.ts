/**
 * Offline leases: the hub's share of a file key may stay on this desk, in the vault, until the lease ends. It is
 * destroyed at that moment, at revocation, and when the clock ran backwards.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ROLE_NAMES } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import { actorSchema } from '../../shared/audit/record.ts';
import type { Actor } from '../../shared/audit/record.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ContextId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Floor } from '../../shared/protocol/floor.ts';
import { sameSlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { sliceSchema } from '../../shared/protocol/slice.ts';
import { markSchema } from '../../shared/protocol/token.ts';
import type { ContextGranted } from '../../shared/protocol/token.ts';
import type { Clock } from '../clock.ts';
import type { Vault } from '../identity/vault.ts';

const id = <T extends string>() => z.string() as unknown as z.ZodType<T, string>;

const leaseSchema = z.strictObject({
  v: z.literal(1),
  person: actorSchema,
  grant: id<GrantId>(),
  tenant: id<TenantId>(),
  ordinal: z.int(),
  mark: markSchema,
  own: z.boolean(),
  /** The part of the graph that the grant allowed when the hub was asked last. */
  slice: sliceSchema,
  grantUntil: z.number(),
  offlineHours: z.number(),
  /** For each role, the context that the hub issued last: what is done offline is recorded in its name. */
  contexts: z.partialRecord(z.enum(ROLE_NAMES), z.strictObject({ context: id<ContextId>(), session: id<SessionId>() })),
  /** 32 bytes, base64url. */
  share: z.string(),
  /** Unix ms. */
  until: z.number(),
});
export type Lease = z.infer<typeof leaseSchema>;

const PREFIX = 'lease ';
const CLOCK = 'clock';
/** How often the moment last seen is written down, in ms. */
const NOTE_MS = 60_000;

const entryName = (person: Actor, grant: GrantId): string =>
  PREFIX +
  createHash('sha256')
    .update(JSON.stringify([person.issuer, person.subject, grant]))
    .digest('hex')
    .slice(0, 32);

export interface LeasesOptions {
  readonly vault: Vault;
  readonly clock: Clock;
  /** Unix ms that this desk has certainly reached already (its last record's time). */
  readonly floor: number;
  readonly onDestroyed: (lease: Lease, why: 'lease_ended' | 'clock_back' | 'grant_ended') => void;
}

export class Leases {
  readonly #options: LeasesOptions;
  readonly #leases = new Map<string, Lease>();
  /** Entries of the vault that are not yet what the map says. */
  readonly #unsaved = new Set<string>();
  #saving: Promise<void> = Promise.resolve();
  /** The latest moment seen, and where the steady clock stood then. */
  #seen = 0;
  #steady = 0;
  #noted = 0;

  private constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** Reads what is kept, and destroys at once what may no longer be. */
  static async open(options: LeasesOptions): Promise<Leases> {
    const leases = new Leases(options);
    const { vault, clock, floor } = options;
    for (const name of await vault.names()) {
      if (!name.startsWith(PREFIX)) continue;
      const lease = leaseSchema.safeParse(JSON.parse((await vault.get(name)) ?? 'null'));
      if (lease.success) leases.#leases.set(name, lease.data);
      else await vault.remove(name);
    }
    leases.#seen = Math.max(Number((await vault.get(CLOCK)) ?? 0), floor);
    leases.#steady = clock.steady();
    leases.tick();
    await leases.settled();
    return leases;
  }

  of(person: Actor): Lease[] {
    return [...this.#leases.values()].filter((lease) => lease.person.issuer === person.issuer && lease.person.subject === person.subject);
  }

  get(person: Actor, grant: GrantId): Lease | null {
    return this.#leases.get(entryName(person, grant)) ?? null;
  }

  /** Begins or renews a lease where the grant allows one; else makes sure that there is none. */
  async keep(person: Actor, session: SessionId, granted: ContextGranted, share: Buffer): Promise<Lease | null> {
    const name = entryName(person, granted.grant);
    const old = this.#leases.get(name);
    if (granted.offlineHours === 0) {
      if (old) this.#set(name, null);
      await this.settled();
      return null;
    }
    const { grant, tenant, ordinal, mark, own, slice, grantUntil, offlineHours, role } = granted;
    const lease: Lease = {
      v: 1,
      person,
      grant,
      tenant,
      ordinal,
      mark,
      own,
      slice,
      grantUntil,
      offlineHours,
      contexts: { ...old?.contexts, [role]: { context: granted.id, session } },
      share: share.toString('base64url'),
      until: Math.min(this.#options.clock.now() + offlineHours * 3_600_000, grantUntil),
    };
    this.#set(name, lease);
    this.#note();
    await this.settled();
    return lease;
  }

  /** The hub gives this part of the graph now. */
  allow(person: Actor, grant: GrantId, slice: SliceSpec): void {
    const name = entryName(person, grant);
    const lease = this.#leases.get(name);
    if (lease && !sameSlice(lease.slice, slice)) this.#set(name, { ...lease, slice });
  }

  async revoke(person: Actor, grant: GrantId): Promise<void> {
    this.#destroy(entryName(person, grant), 'grant_ended');
    await this.settled();
  }

  /** What the hub says now of this person's grants: the lease of one that is gone goes, that of a narrower one shrinks. */
  agree(person: Actor, grants: Floor['customers']): void {
    for (const lease of this.of(person)) {
      const name = entryName(person, lease.grant);
      const now = grants.find(({ grant }) => grant === lease.grant);
      if (!now) {
        this.#destroy(name, 'grant_ended');
        continue;
      }
      const kept = Object.entries(lease.contexts).filter(([role]) => now.roles.includes(role as Role));
      const shorter = Math.max(0, lease.offlineHours - now.offlineHours) * 3_600_000;
      const until = Math.min(lease.until - shorter, now.until);
      if (kept.length === 0 || now.offlineHours === 0) this.#destroy(name, 'lease_ended');
      else if (until !== lease.until || kept.length < Object.keys(lease.contexts).length)
        this.#set(name, {
          ...lease,
          until,
          contexts: Object.fromEntries(kept),
          offlineHours: Math.min(lease.offlineHours, now.offlineHours),
        });
    }
  }

  /** Looks at the clock. Returns why leases were destroyed, if any were. What could not be saved before is tried again. */
  tick(): ErrorCode | null {
    const { clock } = this.#options;
    const now = clock.now();
    const reached = this.#seen + (clock.steady() - this.#steady);
    const back = reached - now > LIMITS.clockBackMs;
    this.#seen = Math.max(reached, now);
    this.#steady = clock.steady();
    let why: ErrorCode | null = null;
    for (const [name, lease] of [...this.#leases]) {
      if (!back && lease.until > this.#seen) continue;
      why = back ? 'clock_back' : 'lease_ended';
      this.#destroy(name, why);
    }
    // From here on the turned clock is the desk's clock: what it kept is gone.
    if (back) this.#seen = now;
    if (back || this.#seen - this.#noted >= NOTE_MS) this.#note();
    if (this.#unsaved.size > 0) this.#save();
    return why;
  }

  /** When the vault has what there is, or could not be written. */
  settled(): Promise<void> {
    return this.#saving;
  }

  async close(): Promise<void> {
    this.#note();
    await this.settled();
  }

  #note(): void {
    this.#noted = this.#seen;
    this.#unsaved.add(CLOCK);
    this.#save();
  }

  /** At once, whatever becomes of the vault: who stands on it ends now. */
  #destroy(name: string, why: 'lease_ended' | 'clock_back' | 'grant_ended'): void {
    const lease = this.#leases.get(name);
    if (!lease) return;
    this.#set(name, null);
    this.#options.onDestroyed(lease, why);
  }

  #set(name: string, lease: Lease | null): void {
    if (lease) this.#leases.set(name, lease);
    else this.#leases.delete(name);
    this.#unsaved.add(name);
    this.#save();
  }

  /** The vault follows, one change after the other. */
  #save(): void {
    const { vault } = this.#options;
    this.#saving = this.#saving.then(async () => {
      for (const name of [...this.#unsaved]) {
        this.#unsaved.delete(name);
        const lease = this.#leases.get(name);
        try {
          if (name === CLOCK) await vault.set(CLOCK, String(Math.floor(this.#seen)));
          else if (lease) await vault.set(name, JSON.stringify(lease));
          else await vault.remove(name);
        } catch {
          this.#unsaved.add(name);
          return;
        }
      }
    });
  }
}

/** The role's context of this lease, or null when the hub never issued one in that role. */
export const leasedContext = (lease: Lease, role: Role): { context: ContextId; session: SessionId } | null => lease.contexts[role] ?? null;
