/** Everything that is done with one tenant's data key. The key itself is in nobody's hands but this file's. */
import type { GrantId, RecordId, TenantId } from '../../shared/graph/ids.ts';

export interface TenantKeys {
  readonly tenant: TenantId;
  /** HMAC of the natural key: the same thing has another id in every tenant. `kind` is a node kind, edge kind or `edge`. */
  recordId(kind: string, naturalKey: string): RecordId;
  /** AES-256-GCM with (tenant, record id, version) as associated data. Throws on anything that was moved or changed. */
  seal(id: RecordId, version: number, plain: Uint8Array): Buffer;
  open(id: RecordId, version: number, sealed: Uint8Array): Buffer;
  /** 16-byte blind index of a node's label, folded (NFKC, lower case): equality only. */
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
  /** Opaque text for cursors; `openCursor` gives null for garbage, another tenant's or another purpose's. */
  sealCursor(plain: string): string;
  openCursor(sealed: string): string | null;
}
