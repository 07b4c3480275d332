/**
 * Secrets in a file, for systems without a keychain: AES-256-GCM under a key that scrypt (RFC 7914, N = 2^17, r = 8,
 * p = 1) makes of a passphrase. Replaced as a whole, by rename, after a sync.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppFailure } from '../../shared/errors.ts';
import type { Vault } from './vault.ts';

const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const text = z.base64url();
const fileSchema = z.strictObject({ v: z.literal(1), kdf: z.literal('scrypt-17-8-1'), salt: text, nonce: text, box: text });
const entriesSchema = z.record(z.string(), z.string());

export const sealedFileExists = (file: string): boolean => existsSync(file);

/** Opens the file, or makes it when there is none. Throws `passphrase` when it doesn't fit, `keychain` when it can't be read or written. */
export async function openSealedFile(file: string, passphrase: string): Promise<Vault> {
  const stored = existsSync(file) ? read(file) : null;
  const salt = stored ? Buffer.from(stored.salt, 'base64url') : randomBytes(16);
  const key = await derive(passphrase, salt);
  let entries: ReadonlyMap<string, string> = new Map(stored ? Object.entries(open(stored, key)) : []);

  /** What could not be saved has not happened: it can be tried again. */
  const save = (changed: ReadonlyMap<string, string>): void => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(salt);
    const box = Buffer.concat([cipher.update(JSON.stringify(Object.fromEntries(changed)), 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const [saltText, nonceText, boxText] = [salt, nonce, box].map((bytes) => bytes.toString('base64url'));
    replace(file, JSON.stringify({ v: 1, kdf: 'scrypt-17-8-1', salt: saltText, nonce: nonceText, box: boxText }));
    entries = changed;
  };
  if (!stored) save(entries);

  return {
    kind: 'passphrase',
    get: async (name) => entries.get(name) ?? null,
    set: async (name, value) => save(new Map(entries).set(name, value)),
    remove: async (name) => {
      if (entries.has(name)) save(new Map([...entries].filter(([other]) => other !== name)));
    },
    names: async () => [...entries.keys()],
  };
}

function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function read(file: string): z.output<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new AppFailure('keychain', {
      text: 'The file of the local keys can not be read.',
      next: 'Restore it, or remove it to enrol this desk anew.',
    });
  }
}

function open(stored: z.output<typeof fileSchema>, key: Buffer): Record<string, string> {
  try {
    const box = Buffer.from(stored.box, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(stored.nonce, 'base64url'));
    decipher.setAAD(Buffer.from(stored.salt, 'base64url'));
    decipher.setAuthTag(box.subarray(-16));
    const plain = Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()]);
    return entriesSchema.parse(JSON.parse(plain.toString('utf8')));
  } catch {
    throw new AppFailure('passphrase');
  }
}

function replace(file: string, content: string): void {
  try {
    const beside = `${file}.new`;
    const handle = openSync(beside, 'w', 0o600);
    try {
      // All of it or an error: a single write may stop where the disk is full.
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, file);
    if (process.platform !== 'win32') {
      const folder = openSync(dirname(file), 'r');
      fsyncSync(folder);
      closeSync(folder);
    }
  } catch {
    throw new AppFailure('keychain', { text: 'The local keys could not be saved.', next: 'Free disk space, then retry.' });
  }
}
