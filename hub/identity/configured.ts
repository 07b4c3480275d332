/** The MSSP's identity provider as it was configured. A folder serves either the demo or real people, never both. */
import type { HubStore } from '../store/store.ts';

/** By this client id the hub knows the demo's own identity providers from configured ones. */
export const DEMO_CLIENT = 'netgraph-demo-workstation';
const MSSP = 'mssp';

export interface ConfiguredIssuer {
  readonly url: string;
  readonly client: string;
  readonly title: string;
}

/**
 * `wanted`: what is about to start, null for the demo. Throws when the other kind of identity provider was ever used with these
 * databases, or when the provider is another one than before: the people of another are other people. Nothing is written.
 */
export async function checkIssuer(store: HubStore, wanted: ConfiguredIssuer | null): Promise<void> {
  const rows = await store.control.selectFrom('issuer').select(['url', 'client', 'tenant_id']).execute();
  const demos = rows.filter(({ client }) => client === DEMO_CLIENT).length;
  if (!wanted && demos < rows.length)
    throw new Error('These databases have a configured identity provider: the demo does not run beside it. Choose another data folder.');
  if (wanted && demos > 0) throw new Error('These databases belong to a demo. Choose another data folder.');
  const known = rows.find(({ tenant_id }) => tenant_id === null);
  if (wanted && known && known.url !== wanted.url)
    throw new Error(`This hub's people sign in at ${known.url}. Another identity provider needs another data folder.`);
}

/** Of a provider that was checked. */
export async function configureIssuer(store: HubStore, { url, client, title }: ConfiguredIssuer): Promise<void> {
  const { control } = store;
  const known = await control.selectFrom('issuer').select('id').where('tenant_id', 'is', null).executeTakeFirst();
  if (known) await control.updateTable('issuer').set({ client, title }).where('id', '=', known.id).execute();
  else await control.insertInto('issuer').values({ id: MSSP, url, client, title, tenant_id: null, code: null }).execute();
}
