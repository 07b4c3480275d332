/** Where this desk keeps its secrets: the system's keychain, or a file sealed under a passphrase. Never plain text. */
export interface Vault {
  readonly kind: 'keychain' | 'passphrase';
  /** Null when there is none of that name. All methods throw `AppFailure('keychain')` when the vault can't be reached. */
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}
