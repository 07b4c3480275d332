/** The MSSP's identity provider as it was configured. A folder serves either the demo or real people, never both. */
import type { HubStore } from '../store/store.ts';

/** By this client id the hub knows the demo's own identity providers from configured ones. */
export const DEMO_CLIENT = 'netgraph-demo-workstation';
const MSSP = 'mssp';

/** Throws when the other kind of identity provider was ever used with these databases. `demo`: what is about to start. */
export async function checkKind(store: HubStore, demo: boolean): Promise<void> {
  const rows = await store.control.selectFrom('issuer').select('client').execute();
  const demos = rows.filter(({ client }) => client === DEMO_CLIENT).length;
  if (demo && demos < rows.length)
    throw new Error('These databases have a configured identity provider: the demo does not run beside it. Choose another data folder.');
  if (!demo && demos > 0) throw new Error('These databases belong to a demo. Choose another data folder.');
}

export interface ConfiguredIssuer {
  readonly url: string;
  readonly client: string;
  readonly title: string;
}

/** Throws when the provider is another one than before: the people of another are other people. */
export async function configureIssuer(store: HubStore, { url, client, title }: ConfiguredIssuer): Promise<void> {
  const known = await store.control.selectFrom('issuer').select(['id', 'url']).where('tenant_id', 'is', null).executeTakeFirst();
  if (!known) {
    await store.control.insertInto('issuer').values({ id: MSSP, url, client, title, tenant_id: null, code: null }).execute();
  } else if (known.url === url) {
    await store.control.updateTable('issuer').set({ client, title }).where('id', '=', known.id).execute();
  } else throw new Error(`This hub's people sign in at ${known.url}. Another identity provider needs another data folder.`);
}
