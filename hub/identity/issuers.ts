/** The identity providers that this hub believes: the MSSP's own, and one a customer, each bound to that tenant alone. */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import type { Issuer } from '../../shared/protocol/about.ts';
import type { HubStore } from '../store/store.ts';
import type { IssuerTable } from '../store/tables.ts';

export interface KnownIssuer extends Issuer {
  /** Null: the MSSP's own. */
  readonly tenant: TenantId | null;
}

const known = ({ id, title, url, client, tenant_id }: IssuerTable): KnownIssuer => ({
  id,
  title,
  url,
  client,
  tenant: tenant_id as TenantId | null,
});

/** What a workstation is told of it. */
export const issuerView = ({ id, title, url, client }: KnownIssuer): Issuer => ({ id, title, url, client });

/** Throws when the hub was never given one: a hub without an identity provider does not start. */
export async function msspIssuer(store: HubStore): Promise<KnownIssuer> {
  return known(await store.control.selectFrom('issuer').selectAll().where('tenant_id', 'is', null).executeTakeFirstOrThrow());
}

/** By a customer's sign-in code, however it was spaced or capitalised. */
export async function issuerByCode(store: HubStore, code: string): Promise<Result<KnownIssuer>> {
  const row = await store.control.selectFrom('issuer').selectAll().where('code', '=', tidyCode(code)).executeTakeFirst();
  return row ? ok(known(row)) : fail('not_found', { text: 'No customer signs in with that code.', next: 'Check the code with your lead.' });
}

/** By the address that an ID token names as its issuer. */
export async function issuerByUrl(store: HubStore, url: string): Promise<KnownIssuer | null> {
  const row = await store.control.selectFrom('issuer').selectAll().where('url', '=', url).executeTakeFirst();
  return row ? known(row) : null;
}

const tidyCode = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9-]/g, '');
