/**
 * Customers whose log could not be locked. Their line is everybody's, and each try costs all who stand in it the wait for the lock: so they
 * are left out for a while, and for a longer one where it happens again soon.
 */
import type { TenantId } from '../../shared/graph/ids.ts';

const FIRST_MS = 10_000;
const LONGEST_MS = 60_000;
/** After as long without it, it is like the first time. */
const FORGOTTEN_MS = 600_000;

export class Aside {
  readonly #customers = new Map<TenantId, { readonly until: number; readonly ms: number }>();
  readonly #steady: () => number;

  /** `steady`: milliseconds. */
  constructor(steady: () => number) {
    this.#steady = steady;
  }

  has(tenant: TenantId): boolean {
    return this.#steady() < (this.#customers.get(tenant)?.until ?? 0);
  }

  put(tenant: TenantId): void {
    const now = this.#steady();
    const before = this.#customers.get(tenant);
    const ms = before && now - before.until < FORGOTTEN_MS ? Math.min(2 * before.ms, LONGEST_MS) : FIRST_MS;
    this.#customers.set(tenant, { until: now + ms, ms });
  }
}
