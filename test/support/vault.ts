/** A vault in memory that can be told to fail, or to wait. */
import { AppFailure } from '../../shared/errors.ts';
import type { Vault } from '../../electron/identity/vault.ts';

export class TestVault implements Vault {
  readonly kind = 'keychain';
  readonly entries = new Map<string, string>();
  failing = false;
  waits: Promise<void> | null = null;

  async get(name: string): Promise<string | null> {
    return this.entries.get(name) ?? null;
  }
  async set(name: string, value: string): Promise<void> {
    await this.#reached();
    this.entries.set(name, value);
  }
  async remove(name: string): Promise<void> {
    await this.#reached();
    this.entries.delete(name);
  }
  async names(): Promise<readonly string[]> {
    return [...this.entries.keys()];
  }

  async #reached(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.waits;
    if (this.failing) throw new AppFailure('keychain');
  }
}
