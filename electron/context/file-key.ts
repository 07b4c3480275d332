/** The keys and the names of one customer's local files, slice and notebook. Half of a key is the desk's, half the hub's. */
import { createHash, hkdfSync } from 'node:crypto';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';

/** HKDF-SHA256 (RFC 5869) of desk secret ‖ hub share; info `netgraph slice` (or `notebook`) + the grant's id. 32 bytes. */
function fileKey(purpose: string, secret: Buffer, share: Buffer, grant: GrantId): Buffer {
  if (secret.length !== 32 || share.length !== 32) throw new TypeError('a secret and a share have 32 bytes');
  const both = Buffer.concat([secret, share]);
  const key = Buffer.from(hkdfSync('sha256', both, '', `netgraph ${purpose}${grant}`, 32));
  both.fill(0);
  return key;
}

export const sliceKey = (secret: Buffer, share: Buffer, grant: GrantId): Buffer => fileKey('slice', secret, share, grant);
export const notebookKey = (secret: Buffer, share: Buffer, grant: GrantId): Buffer => fileKey('notebook', secret, share, grant);

export interface FileOwner {
  readonly tenant: TenantId;
  readonly issuer: string;
  readonly subject: string;
  readonly grant: GrantId;
}

/** A name that tells nobody whose file it is: SHA-256 of the owner's parts, first 32 hex characters. */
const nameOf = ({ tenant, issuer, subject, grant }: FileOwner): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, issuer, subject, grant]))
    .digest('hex')
    .slice(0, 32);

export const sliceFileName = (owner: FileOwner): string => `${nameOf(owner)}.slice`;
export const notebookFileName = (owner: FileOwner): string => `${nameOf(owner)}.notebook`;
