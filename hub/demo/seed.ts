/** The demo's customers, identity providers and grants in the control database. Doing it again changes nothing but addresses. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWKS } from 'oidc-provider';
import type { TenantId } from '../../shared/graph/ids.ts';
import { DEMO_CLIENT } from '../identity/configured.ts';
import { hubSecret } from '../identity/hub-secret.ts';
import type { KeyProvider } from '../keys/provider.ts';
import type { HubStore } from '../store/store.ts';
import type { DemoAccount } from './accounts.ts';
import type { DemoIssuer } from './provider/provider.ts';
import { DEMO_TENANTS } from './tenants.ts';

const REGION = 'eu';
const GRANT_MS = 365 * 86_400_000;
/** One customer allows no offline work, so that both can be seen. */
const OFFLINE_HOURS = 8;
const NOT_OFFLINE = 'dunmere';

export interface DemoTenantRow {
  readonly key: string;
  readonly name: string;
  readonly tenant: TenantId;
}

/** Each with a space of its own. */
export async function seedTenants(store: HubStore, now: number): Promise<readonly DemoTenantRow[]> {
  const rows: DemoTenantRow[] = [];
  for (const [at, { key, name, monogram, colour, pattern }] of DEMO_TENANTS.entries()) {
    await store.control
      .insertInto('tenant')
      .values({ id: randomUUID(), ordinal: at + 1, name, monogram, colour, pattern, region: REGION, created_at: now })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const { id } = await store.control.selectFrom('tenant').select('id').where('name', '=', name).executeTakeFirstOrThrow();
    const tenant = id as TenantId;
    await store.createTenantSpace(tenant, REGION);
    rows.push({ key, name, tenant });
  }
  return rows;
}

export interface SeedOptions {
  readonly store: HubStore;
  readonly secrets: KeyProvider;
  readonly tenants: readonly DemoTenantRow[];
  readonly accounts: readonly DemoAccount[];
  /** Where the hub listens, such as `http://127.0.0.1:7420`. */
  readonly origin: string;
  readonly now: number;
}

/** The MSSP's identity provider and one a customer, each with its own people, and what those may do. */
export async function seedIdentity(options: SeedOptions): Promise<readonly DemoIssuer[]> {
  const { tenants, accounts } = options;
  const mssp = accounts.filter(({ home }) => home === 'mssp');
  const issuers = [await issuerOf(options, 'Netgraph SOC', null, mssp)];
  for (const tenant of tenants) {
    const people = accounts.filter(({ customer }) => customer === tenant.name);
    issuers.push(await issuerOf(options, tenant.name, tenant, people));
    await grant(options, tenant, issuers.at(-1)!, people);
    // The second analyst acts for two customers only.
    for (const person of mssp)
      if (person.username === 'mara' || tenant.key === 'alder' || tenant.key === 'brack')
        await grant(options, tenant, issuers[0]!, [person]);
  }
  return issuers;
}

async function issuerOf(
  options: SeedOptions,
  title: string,
  tenant: DemoTenantRow | null,
  people: readonly DemoAccount[],
): Promise<DemoIssuer> {
  const { store, origin } = options;
  const code = people[0]?.code ?? null;
  const table = store.control.selectFrom('issuer').select('id');
  const known = await (tenant ? table.where('tenant_id', '=', tenant.tenant) : table.where('tenant_id', 'is', null)).executeTakeFirst();
  // A customer's issuer has an address that nobody guesses: a list of them would be a list of customers.
  const id = known?.id ?? (tenant ? randomUUID() : 'mssp');
  const row = { url: `${origin}/demo/${id}`, client: DEMO_CLIENT, title, code };
  await store.control
    .insertInto('issuer')
    .values({ id, ...row, tenant_id: tenant?.tenant ?? null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  return { id, url: row.url, client: DEMO_CLIENT, title, people, jwks: await signingKeys(options, id) };
}

async function signingKeys({ store, secrets }: SeedOptions, issuer: string): Promise<JWKS> {
  const kept = await hubSecret(store, secrets, `demo issuer ${issuer}`, async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    return Buffer.from(JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' }] }));
  });
  return JSON.parse(kept.toString('utf8')) as JWKS;
}

async function grant(
  options: SeedOptions,
  { key, tenant, name }: DemoTenantRow,
  issuer: DemoIssuer,
  people: readonly DemoAccount[],
): Promise<void> {
  const { store, now } = options;
  for (const { username, roles } of people) {
    const mine = { tenant_id: tenant, issuer_id: issuer.id, subject: username };
    const table = store.control.selectFrom('access_grant').select('id');
    const known = await table
      .where('tenant_id', '=', tenant)
      .where('issuer_id', '=', issuer.id)
      .where('subject', '=', username)
      .executeTakeFirst();
    if (known) continue;
    await store.control
      .insertInto('access_grant')
      .values({
        id: randomUUID(),
        ...mine,
        roles: [...roles],
        offline_hours: key === NOT_OFFLINE ? 0 : OFFLINE_HOURS,
        until: now + GRANT_MS,
        authorised_by: `the demo, for ${name}`,
        ended_at: null,
        version: 1,
      })
      .execute();
  }
}
