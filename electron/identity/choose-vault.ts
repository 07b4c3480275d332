/**
 * Which vault this desk has. It is decided once and written down: a keychain that is away for a moment must not make a
 * desk invent new keys in a file.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { keychain, keychainWorks } from './keychain.ts';
import { sealedFileExists } from './sealed-file.ts';
import type { Vault } from './vault.ts';

export type VaultChoice =
  | { readonly kind: 'open'; readonly vault: Vault }
  /** A passphrase is needed: to set (`first`) or to open the file. */
  | { readonly kind: 'passphrase'; readonly file: string; readonly first: boolean };

/** `keychain` (the error) when this desk's keys are in a keychain that doesn't answer now. */
export async function chooseVault(folder: string): Promise<Result<VaultChoice>> {
  const file = join(folder, 'keys.sealed');
  const marker = join(folder, 'keychain-in-use');
  if (sealedFileExists(file)) return ok({ kind: 'passphrase', file, first: false });
  const vault = keychain(folder);
  const marked = existsSync(marker) && readFileSync(marker, 'utf8').startsWith('yes');
  if (await keychainWorks(vault)) {
    if (!marked) writeFileSync(marker, 'yes\n', { mode: 0o600 });
    return ok({ kind: 'open', vault });
  }
  return marked ? fail('keychain', { next: 'Unlock it, then start Netgraph again.' }) : ok({ kind: 'passphrase', file, first: true });
}
