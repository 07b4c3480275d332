/** Passwords of the hub's own database roles: random for each installation, sealed in the data folder, never shown. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeDurably } from '../keys/durable-file.ts';
import type { KeyProvider } from '../keys/provider.ts';

export interface ServicePasswords {
  /** The password of a role, made and kept at first use. */
  of(role: string): string;
  /** Another one from now on. The database has to be told. */
  renew(role: string): string;
}

export function servicePasswords(dataFolder: string, keys: KeyProvider): ServicePasswords {
  const folder = join(dataFolder, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (role: string): string => join(folder, `${role}.sealed`);
  const purposeOf = (role: string): string => `database password of ${role}`;
  const renew = (role: string): string => {
    const password = randomBytes(24).toString('base64url');
    writeDurably(fileOf(role), keys.sealHub(purposeOf(role), Buffer.from(password)));
    return password;
  };
  return {
    of: (role) => (existsSync(fileOf(role)) ? keys.openHub(purposeOf(role), readFileSync(fileOf(role))).toString('utf8') : renew(role)),
    renew,
  };
}
