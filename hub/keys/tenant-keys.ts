/** Everything that is done with one tenant's data key. Keys of each purpose are derived from it and stay in here. */
import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { GrantId, RecordId, TenantId } from '../../shared/graph/ids.ts';
import { foldLabel } from '../../shared/query/text.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { openBox, sealBox } from './box.ts';
import type { KeyProvider } from './provider.ts';

export interface TenantKeys {
  readonly tenant: TenantId;
  /** Which course of events the rows belong to, as text that tells nothing else: 32 hex characters. */
  readonly history: string;
  /** HMAC of the natural key: the same thing has another id in every tenant. `kind` is a node or an edge kind. */
  recordId(kind: string, naturalKey: string): RecordId;
  /** AES-256-GCM with (tenant, record id, version) as associated data. Throws on anything that was moved or changed. */
  seal(id: RecordId, version: number, plain: Uint8Array): Buffer;
  open(id: RecordId, version: number, sealed: Uint8Array): Buffer;
  /** 16-byte blind index of a node's label, folded as search folds it: equality only. */
  blind(kind: string, label: string): Buffer;
  /** Free text (reason, ticket, query, quarantined line), bound to its purpose and the id that it belongs to. */
  sealText(purpose: string, id: string, text: string): Buffer;
  openText(purpose: string, id: string, sealed: Uint8Array): string;
  /** The hub's share of a local file key: 32 bytes, the same each time for (tenant, identity, grant). */
  share(identity: string, grant: GrantId): Buffer;
  /** Keyed hash of a batch's content, 32 bytes. */
  batchId(content: Uint8Array): Buffer;
  /** Keyed hash of a slice's spec, 16 bytes. */
  sliceId(spec: string): Buffer;
  wrapSegmentKey(slice: Uint8Array, fromSeq: number, key: Uint8Array): Buffer;
  unwrapSegmentKey(slice: Uint8Array, fromSeq: number, sealed: Uint8Array): Buffer;
  /** Opaque text for cursors; `openCursor` gives null for garbage and for another tenant's. */
  sealCursor(plain: string): string;
  openCursor(sealed: string): string | null;
}

/** Below this many bytes compression costs more time than it saves room. */
const WORTH_COMPRESSING = 512;
const PLAIN = 0;
const ZSTD = 1;

/**
 * Throws on another tenant's context or a changed box. `wrapped` is the tenant's row of `data_key`. `history`: which course of
 * events the database's rows belong to; a cursor of another one doesn't open.
 */
export async function openTenantKeys(
  context: TenantContext,
  provider: KeyProvider,
  wrapped: { id: number; sealed: Uint8Array },
  history = '',
): Promise<TenantKeys> {
  const dataKey = await provider.openDataKey(context, wrapped.id, wrapped.sealed);
  const { tenant } = context;
  const tenantBytes = Buffer.from(tenant.replaceAll('-', ''), 'hex');
  // Key objects, made once: with the bytes of a key each call costs five times as much (10 µs for an HMAC against 2).
  const derive = (purpose: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, tenantBytes, `netgraph ${purpose}`, 32)));
  const [rows, ids, blinds, texts, shares, batches, slices, segments, cursors] = [
    'rows',
    'record ids',
    'blind index',
    'texts',
    'shares',
    'batches',
    'slices',
    'segment keys',
    'cursors',
  ].map(derive) as [KeyObject, KeyObject, KeyObject, KeyObject, KeyObject, KeyObject, KeyObject, KeyObject, KeyObject];
  dataKey.fill(0);

  const mac = (key: KeyObject, ...parts: readonly string[]): Buffer => createHmac('sha256', key).update(parts.join('\0')).digest();
  const rowName = (id: RecordId, version: number): Buffer => {
    const name = Buffer.allocUnsafe(36);
    name.set(tenantBytes, 0);
    name.write(id, 16, 16, 'hex');
    name.writeUInt32BE(version, 32);
    return name;
  };
  const textName = (purpose: string, id: string): Buffer => Buffer.from([tenant, purpose, id].join('\0'));
  const segmentName = (slice: Uint8Array, fromSeq: number): Buffer =>
    Buffer.from([tenant, Buffer.from(slice).toString('hex'), fromSeq].join('\0'));
  const cursorName = Buffer.from([tenant, history].join('\0'));

  return Object.freeze<TenantKeys>({
    tenant,
    history: mac(slices, 'history', history).toString('hex', 0, 16),
    recordId: (kind, naturalKey) => mac(ids, kind, naturalKey).toString('hex', 0, 16) as RecordId,
    seal: (id, version, plain) => sealBox(rows, packed(plain), rowName(id, version)),
    open: (id, version, sealed) => unpacked(openBox(rows, sealed, rowName(id, version))),
    blind: (kind, label) => Buffer.from(mac(blinds, kind, foldLabel(label)).subarray(0, 16)),
    sealText: (purpose, id, text) => sealBox(texts, packed(Buffer.from(text, 'utf8')), textName(purpose, id)),
    openText: (purpose, id, sealed) => unpacked(openBox(texts, sealed, textName(purpose, id))).toString('utf8'),
    share: (identity, grant) => mac(shares, identity, grant),
    batchId: (content) => createHmac('sha256', batches).update(content).digest(),
    sliceId: (spec) => Buffer.from(mac(slices, spec).subarray(0, 16)),
    wrapSegmentKey: (slice, fromSeq, key) => sealBox(segments, key, segmentName(slice, fromSeq)),
    unwrapSegmentKey: (slice, fromSeq, sealed) => openBox(segments, sealed, segmentName(slice, fromSeq)),
    sealCursor: (plain) => sealBox(cursors, Buffer.from(plain), cursorName).toString('base64url'),
    openCursor: (sealed) => {
      try {
        return openBox(cursors, Buffer.from(sealed, 'base64url'), cursorName).toString('utf8');
      } catch {
        return null;
      }
    },
  });
}

function packed(plain: Uint8Array): Buffer {
  if (plain.length >= WORTH_COMPRESSING) {
    const small = zstdCompressSync(plain);
    if (small.length < plain.length) return Buffer.concat([Uint8Array.of(ZSTD), small]);
  }
  return Buffer.concat([Uint8Array.of(PLAIN), plain]);
}

function unpacked(body: Buffer): Buffer {
  return body[0] === ZSTD ? zstdDecompressSync(body.subarray(1)) : body.subarray(1);
}
