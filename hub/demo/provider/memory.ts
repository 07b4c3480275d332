/** What the demo's identity provider remembers while a sign-in is under way: in memory, bounded, gone with the process. */
import type { Adapter, AdapterPayload } from 'oidc-provider';

const MOST = 2_000;
const LONGEST_S = 600;

interface Kept {
  readonly payload: AdapterPayload;
  /** Unix ms. */
  readonly until: number;
}

/** One memory an issuer: what one of them issued does not exist for another. */
export function makeMemory(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  const find = (match: (payload: AdapterPayload) => boolean, model: string): AdapterPayload | undefined => {
    for (const [name, { payload, until }] of kept) if (name.startsWith(`${model} `) && until > Date.now() && match(payload)) return payload;
    return undefined;
  };
  return (model) => {
    const nameOf = (id: string): string => `${model} ${id}`;
    return {
      async upsert(id, payload, expiresIn) {
        kept.delete(nameOf(id));
        kept.set(nameOf(id), { payload, until: Date.now() + (expiresIn ?? LONGEST_S) * 1000 });
        for (const name of kept.keys()) {
          if (kept.size <= MOST) break;
          kept.delete(name);
        }
      },
      async find(id) {
        const found = kept.get(nameOf(id));
        return found && found.until > Date.now() ? found.payload : undefined;
      },
      findByUid: async (uid) => find((payload) => payload.uid === uid, model),
      findByUserCode: async () => undefined,
      async consume(id) {
        const found = kept.get(nameOf(id));
        if (found) found.payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        kept.delete(nameOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [name, { payload }] of kept) if (payload.grantId === grantId) kept.delete(name);
      },
    };
  };
}
