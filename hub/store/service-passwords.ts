/** Passwords of the hub's own database roles: random for each installation, sealed in the data folder, never shown. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeDurably } from '../keys/durable-file.ts';
import type { KeyProvider } from '../keys/provider.ts';

export interface ServicePasswords {
  /** The password of a role, made and kept at first use. */
  of(role: string): string;
}

export function servicePasswords(dataFolder: string, keys: KeyProvider): ServicePasswords {
  const folder = join(dataFolder, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    of(role) {
      const file = join(folder, `${role}.sealed`);
      const purpose = `database password of ${role}`;
      if (existsSync(file)) return keys.openHub(purpose, readFileSync(file)).toString('utf8');
      const password = randomBytes(24).toString('base64url');
      writeDurably(file, keys.sealHub(purpose, Buffer.from(password)));
      return password;
    },
  };
}
