/**
 * What keys the hub has, whoever keeps them (a file today, a hardware module later). A data key leaves the provider
 * only against a real `TenantContext` of the very tenant that it belongs to.
 */
import type { TenantId } from '../../shared/graph/ids.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';

export interface KeyProvider {
  /** Seals a secret of the hub itself; `purpose` is bound in and must be said again to open it. */
  sealHub(purpose: string, plain: Uint8Array): Buffer;
  /** Throws on a changed box or another purpose. */
  openHub(purpose: string, sealed: Uint8Array): Buffer;
  /** Makes the tenant's key-encryption key, if there is none yet. */
  createTenantKey(tenant: TenantId): Promise<void>;
  /** A fresh data key for the tenant, wrapped under its key-encryption key. */
  newDataKey(tenant: TenantId, id: number): Promise<Buffer>;
  /** Opens a wrapped data key. Throws on another tenant's context, another id or a changed box. */
  openDataKey(context: TenantContext, id: number, sealed: Uint8Array): Promise<Buffer>;
}
