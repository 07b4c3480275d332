/** The system's keychain (Keychain, Credential Manager, Secret Service). The only importer of keytar. */
import { createHash } from 'node:crypto';
import keytar from 'keytar';
import { AppFailure } from '../../shared/errors.ts';
import type { Vault } from './vault.ts';

/** A keychain that asks the person to unlock it may take as long as the person does; one that is absent fails at once. */
const PROBE_MS = 8_000;

/** Two profiles of one person are two desks: the profile's folder is part of the service name. */
export function keychain(profile: string): Vault {
  const service = `Netgraph Workstation ${createHash('sha256').update(profile).digest('hex').slice(0, 12)}`;
  return {
    kind: 'keychain',
    get: (name) => guarded(() => keytar.getPassword(service, name)),
    set: (name, value) => guarded(() => keytar.setPassword(service, name, value)),
    remove: async (name) => void (await guarded(() => keytar.deletePassword(service, name))),
    names: async () => (await guarded(() => keytar.findCredentials(service))).map(({ account }) => account),
  };
}

/** Whether it keeps and gives back a value, tried with one. */
export async function keychainWorks(vault: Vault): Promise<boolean> {
  const name = 'probe';
  const value = String(Date.now());
  const tried = (async () => {
    await vault.set(name, value);
    const same = (await vault.get(name)) === value;
    await vault.remove(name);
    return same;
  })().catch(() => false);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PROBE_MS)));
  const works = await Promise.race([tried, late]);
  clearTimeout(timer);
  return works;
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw new AppFailure('keychain');
  }
}
