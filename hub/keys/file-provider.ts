/**
 * Keys in files: one master key (0600, in the data folder), one key-encryption key a tenant sealed under it. Whoever has
 * the data folder has the keys; a hardware module takes this place later, behind the same interface.
 */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppFailure } from '../../shared/errors.ts';
import { UUID_PATTERN } from '../../shared/graph/ids.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { isTenantContext } from '../../shared/query/tenant-context.ts';
import { openBox, sealBox } from './box.ts';
import { writeDurably } from './durable-file.ts';
import type { KeyProvider } from './provider.ts';

/** Makes the master key at first use. Throws when the key file is readable by others or has the wrong size. */
export function openFileKeys(dataFolder: string): KeyProvider {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const folder = join(dataFolder, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const master = readMaster(join(dataFolder, 'master.key'));
  const hubKey = derive(master, 'hub secrets');
  const wrapKey = derive(master, 'tenant keys');

  const fileOf = (tenant: TenantId): string => {
    if (!UUID_PATTERN.test(tenant)) throw new TypeError('a tenant is named by a UUID');
    return join(folder, `${tenant}.key`);
  };
  const tenantKey = (tenant: TenantId): Buffer => {
    const file = fileOf(tenant);
    if (!existsSync(file)) throw new AppFailure('not_found');
    return openBox(wrapKey, readFileSync(file), Buffer.from(`tenant key ${tenant}`));
  };
  const dataKeyName = (tenant: TenantId, id: number): Buffer => Buffer.from(`data key ${id} of ${tenant}`);

  return {
    sealHub: (purpose, plain) => sealBox(hubKey, plain, Buffer.from(purpose)),
    openHub: (purpose, sealed) => openBox(hubKey, sealed, Buffer.from(purpose)),
    async createTenantKey(tenant) {
      const file = fileOf(tenant);
      if (!existsSync(file)) writeDurably(file, sealBox(wrapKey, randomBytes(32), Buffer.from(`tenant key ${tenant}`)));
    },
    newDataKey: async (tenant, id) => sealBox(tenantKey(tenant), randomBytes(32), dataKeyName(tenant, id)),
    async openDataKey(context, id, sealed) {
      if (!isTenantContext(context)) throw new TypeError('keys are released against a tenant context only');
      return openBox(tenantKey(context.tenant), sealed, dataKeyName(context.tenant, id));
    },
  };
}

function readMaster(file: string): Buffer {
  if (!existsSync(file)) writeDurably(file, randomBytes(32));
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} is readable by others: give it mode 0600.`);
  const key = readFileSync(file);
  if (key.length !== 32) throw new Error(`${file} is not a master key.`);
  return key;
}

const derive = (key: Buffer, purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `netgraph ${purpose}`, 32));
