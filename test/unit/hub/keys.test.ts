/** The keys wall, alone: what is sealed opens for the right tenant, place and purpose, and for nothing else. */
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFileKeys } from '../../../hub/keys/file-provider.ts';
import { openTenantKeys } from '../../../hub/keys/tenant-keys.ts';
import type { TenantKeys } from '../../../hub/keys/tenant-keys.ts';
import type { GrantId, TenantId } from '../../../shared/graph/ids.ts';
import { RECORD_ID_PATTERN } from '../../../shared/graph/ids.ts';
import { makeTenantContext } from '../../../shared/query/tenant-context.ts';
import type { TenantContext } from '../../../shared/query/tenant-context.ts';

const newContext = (): TenantContext => makeTenantContext({ tenant: randomUUID() as TenantId, role: null, grant: null, purpose: 'ingest' });
const plain = Buffer.from('plain text');

describe('keys in files', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ng-keys-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const keysOf = async (context: TenantContext): Promise<{ keys: TenantKeys; wrapped: { id: number; sealed: Buffer } }> => {
    const provider = openFileKeys(folder);
    await provider.createTenantKey(context.tenant);
    const wrapped = { id: 1, sealed: await provider.newDataKey(context.tenant, 1) };
    return { keys: await openTenantKeys(context, provider, wrapped), wrapped };
  };

  test('the key files are for their owner only, and a readable or damaged master key is refused', () => {
    openFileKeys(folder);
    const master = join(folder, 'master.key');
    expect(statSync(master).mode & 0o777).toBe(0o600);
    chmodSync(master, 0o644);
    expect(() => openFileKeys(folder)).toThrow(/readable by others/);
    writeFileSync(master, 'short');
    chmodSync(master, 0o600);
    expect(() => openFileKeys(folder)).toThrow(/not a master key/);
  });

  test('a secret of the hub opens for its purpose, after a restart too, and for no other', () => {
    const sealed = openFileKeys(folder).sealHub('signing key', plain);
    expect(openFileKeys(folder).openHub('signing key', sealed)).toEqual(plain);
    expect(() => openFileKeys(folder).openHub('other', sealed)).toThrow();
    sealed[20]! ^= 1;
    expect(() => openFileKeys(folder).openHub('signing key', sealed)).toThrow();
  });

  test('a data key is released against a real context of its own tenant only', async () => {
    const [a, b] = [newContext(), newContext()];
    const { wrapped } = await keysOf(a);
    await keysOf(b);
    const provider = openFileKeys(folder);
    await expect(openTenantKeys(b, provider, wrapped)).rejects.toThrow();
    await expect(openTenantKeys(a, provider, { ...wrapped, id: 2 })).rejects.toThrow();
    for (const forged of [{ ...a }, structuredClone(a), JSON.parse(JSON.stringify(a)), Object.create(a), null])
      await expect(openTenantKeys(forged as TenantContext, provider, wrapped)).rejects.toThrow(TypeError);
    await expect(openTenantKeys(a, provider, wrapped)).resolves.toMatchObject({ tenant: a.tenant });
    await expect(provider.openDataKey(newContext(), 1, wrapped.sealed)).rejects.toMatchObject({ error: { code: 'not_found' } });
  });

  test('making a tenant key again keeps the one that is there', async () => {
    const context = newContext();
    const { wrapped } = await keysOf(context);
    const file = join(folder, 'keys', readdirSync(join(folder, 'keys'))[0]!);
    const before = readFileSync(file);
    await openFileKeys(folder).createTenantKey(context.tenant);
    expect(readFileSync(file)).toEqual(before);
    await expect(openTenantKeys(context, openFileKeys(folder), wrapped)).resolves.toBeDefined();
  });

  test('a row opens only where and as it was sealed, small or large', async () => {
    const { keys } = await keysOf(newContext());
    const { keys: others } = await keysOf(newContext());
    const id = keys.recordId('host', 'a');
    expect(id).toMatch(RECORD_ID_PATTERN);
    for (const body of [plain, Buffer.alloc(0), Buffer.from('x'.repeat(10_000))]) {
      const sealed = keys.seal(id, 3, body);
      expect(keys.open(id, 3, sealed)).toEqual(body);
      expect(() => keys.open(id, 4, sealed)).toThrow();
      expect(() => keys.open(keys.recordId('host', 'b'), 3, sealed)).toThrow();
      expect(() => others.open(id, 3, sealed)).toThrow();
      for (const place of [0, 1, 13, sealed.length - 1]) {
        const changed = Buffer.from(sealed);
        changed[place]! ^= 1;
        expect(() => keys.open(id, 3, changed)).toThrow();
      }
      expect(() => keys.open(id, 3, sealed.subarray(0, 10))).toThrow();
    }
    expect(keys.seal(id, 1, Buffer.from('x'.repeat(10_000))).length).toBeLessThan(200);
    expect(keys.seal(id, 1, plain)).not.toEqual(keys.seal(id, 1, plain));
  });

  test('ids, blind tokens, shares and batch names are the same each time, and differ by kind, key, tenant and purpose', async () => {
    const context = newContext();
    const { keys, wrapped } = await keysOf(context);
    const again = await openTenantKeys(context, openFileKeys(folder), wrapped);
    const { keys: others } = await keysOf(newContext());
    const grant = randomUUID() as GrantId;
    const all = (k: TenantKeys): string[] => [
      k.recordId('host', 'a'),
      k.recordId('user', 'a'),
      k.recordId('host', 'b'),
      k.recordId('host', 'a\0b'),
      ...[
        k.blind('host', 'a'),
        k.blind('user', 'a'),
        k.share('issuer subject', grant),
        k.share('issuer other', grant),
        k.batchId(plain),
        k.sliceId('x'),
      ].map((bytes) => bytes.toString('hex')),
    ];
    expect(all(again)).toEqual(all(keys));
    expect(new Set([...all(keys), ...all(others)]).size).toBe(2 * all(keys).length);
    expect(keys.blind('host', 'HOST-a')).toEqual(keys.blind('host', 'host-A'));
    expect(keys.share('issuer subject', grant)).toHaveLength(32);
  });

  test('texts, segment keys and cursors open for their tenant, place and purpose only', async () => {
    const { keys } = await keysOf(newContext());
    const { keys: others } = await keysOf(newContext());
    const text = keys.sealText('reason', 'id-1', 'because é');
    expect(keys.openText('reason', 'id-1', text)).toBe('because é');
    for (const attempt of [
      () => keys.openText('ticket', 'id-1', text),
      () => keys.openText('reason', 'id-2', text),
      () => others.openText('reason', 'id-1', text),
    ])
      expect(attempt).toThrow();
    const slice = keys.sliceId('all');
    const wrapped = keys.wrapSegmentKey(slice, 5, plain);
    expect(keys.unwrapSegmentKey(slice, 5, wrapped)).toEqual(plain);
    for (const attempt of [
      () => keys.unwrapSegmentKey(slice, 6, wrapped),
      () => keys.unwrapSegmentKey(keys.sliceId('x'), 5, wrapped),
      () => others.unwrapSegmentKey(slice, 5, wrapped),
    ])
      expect(attempt).toThrow();
    const cursor = keys.sealCursor('here');
    expect(keys.openCursor(cursor)).toBe('here');
    expect([others.openCursor(cursor), keys.openCursor('garbage'), keys.openCursor('')]).toEqual([null, null, null]);
  });
});
