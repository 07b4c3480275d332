/** Secrets of the hub itself: made at first use, kept in the control database, sealed under the key provider's master key. */
import type { KeyProvider } from '../keys/provider.ts';
import type { HubStore } from '../store/store.ts';

/** The secret of that name, the same at every start; `make` gives its bytes the first time. */
export async function hubSecret(store: HubStore, secrets: KeyProvider, name: string, make: () => Promise<Uint8Array>): Promise<Buffer> {
  const find = () => store.control.selectFrom('hub_secret').select('sealed').where('name', '=', name).executeTakeFirst();
  const purpose = `hub secret ${name}`;
  let kept = await find();
  if (!kept) {
    const sealed = secrets.sealHub(purpose, await make());
    await store.control
      .insertInto('hub_secret')
      .values({ name, sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    kept = await find();
  }
  if (!kept) throw new Error('the hub could not keep a secret');
  return secrets.openHub(purpose, kept.sealed);
}
