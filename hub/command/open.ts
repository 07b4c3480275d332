/**
 * The hub's store for a command. On a PostgreSQL server it takes no lock and prepares nothing, so that it is in no hub's way. The
 * embedded server has to be started where no hub has it: then the folder is the command's until it ends.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import type { Logger } from 'pino';
import { openFileKeys } from '../keys/file-provider.ts';
import type { KeyProvider } from '../keys/provider.ts';
import { openStoreBeside } from '../store/beside.ts';
import { openHubStore } from '../store/engine.ts';
import { LockTaken } from '../store/lock.ts';
import type { HubStore } from '../store/store.ts';
import type { Places } from './options.ts';

export interface OpenStore {
  readonly store: HubStore;
  readonly secrets: KeyProvider;
  /** A hub runs on the folder; of a server nobody asks. */
  readonly beside: boolean;
}

/** Throws, in words for a person, where no hub has ever run, or its databases can't be used. */
export async function openForCommand(options: Places & { readonly log: Logger }): Promise<OpenStore> {
  const { dataFolder } = options;
  if (!existsSync(join(dataFolder, 'master.key')))
    throw new Error(`No hub has run on ${dataFolder} yet. Start one (npm run hub), or name its folder with --data-folder DIR.`);
  const secrets = openFileKeys(dataFolder);
  if (options.database !== undefined) return { store: await openStoreBeside({ ...options, secrets }), secrets, beside: false };
  try {
    return { store: await openHubStore({ ...options, secrets }), secrets, beside: false };
  } catch (error) {
    if (!(error instanceof LockTaken)) throw error;
  }
  return { store: await openStoreBeside({ ...options, secrets }), secrets, beside: true };
}

/** `work` with the hub's databases, which are let go afterwards. Throws as `openForCommand` does. */
export async function withStore<T>(places: Places, work: (open: OpenStore & { readonly log: Logger }) => Promise<T>): Promise<T> {
  const log = pino({ level: 'silent' });
  const { dataFolder, database } = places;
  const open = await openForCommand({ dataFolder, log, ...(database === undefined ? {} : { database }) });
  try {
    return await work({ ...open, log });
  } finally {
    await open.store.close();
  }
}
