/** The key and the name of one customer's local file. Half of the key is the desk's, half the hub's. */
import { createHash, hkdfSync } from 'node:crypto';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';

/** HKDF-SHA256 (RFC 5869) of desk secret ‖ hub share; info `netgraph slice` + the grant's id. 32 bytes. */
export function sliceKey(secret: Buffer, share: Buffer, grant: GrantId): Buffer {
  if (secret.length !== 32 || share.length !== 32) throw new TypeError('a secret and a share have 32 bytes');
  const both = Buffer.concat([secret, share]);
  const key = Buffer.from(hkdfSync('sha256', both, '', `netgraph slice${grant}`, 32));
  both.fill(0);
  return key;
}

export interface SliceOwner {
  readonly tenant: TenantId;
  readonly issuer: string;
  readonly subject: string;
  readonly grant: GrantId;
}

/** A name that tells nobody whose slice it is: SHA-256 of the owner's parts, first 32 hex characters. */
export function sliceFileName({ tenant, issuer, subject, grant }: SliceOwner): string {
  return `${createHash('sha256')
    .update(JSON.stringify([tenant, issuer, subject, grant]))
    .digest('hex')
    .slice(0, 32)}.slice`;
}
