/** Kept sign-ins: whoever is still signed in may go on; whoever signed out may not, whatever the vault did. */
import { expect, test } from 'vitest';
import { KeptSessions } from '../../../../electron/identity/session.ts';
import type { Session } from '../../../../electron/identity/session.ts';
import type { SessionId } from '../../../../shared/graph/ids.ts';
import { ANALYST } from '../../../support/desk.ts';
import { TestVault } from '../../../support/vault.ts';

const session = (id: string, expiresAt: number): Session => ({ id: id as SessionId, person: ANALYST, home: 'mssp', token: 't', expiresAt });

test('gives the unexpired ones, and removes what has expired or is none', async () => {
  const vault = new TestVault();
  const kept = new KeptSessions(vault);
  await kept.keep(session('one', 2_000));
  await kept.keep(session('two', 1_000));
  vault.entries.set('session three', '{"id":"three"}');
  vault.entries.set('lease one', 'x');
  expect((await kept.all(1_500)).map(({ id }) => id)).toEqual(['one']);
  expect([...vault.entries.keys()]).toEqual(['session one', 'lease one']);
});

test('one that could not be removed is over all the same, and goes when the vault is back', async () => {
  const vault = new TestVault();
  const kept = new KeptSessions(vault);
  await kept.keep(session('one', 2_000));
  vault.failing = true;
  await expect(kept.forget(session('one', 2_000))).rejects.toThrow('keychain');
  vault.failing = false;
  expect(await kept.all(0)).toEqual([]);
  expect([...vault.entries]).toEqual([]);
});
