/** Columns of one segment, packed, compressed (zstd level 3) and sealed (AES-256-GCM, the tenant bound to them) under a key of its own. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import type { TenantId } from '../../shared/graph/ids.ts';
import { packColumns } from '../../shared/protocol/segment.ts';
import type { SegmentColumns } from '../../shared/protocol/segment.ts';

export interface SealedColumns {
  /** 32 bytes, of this segment only. */
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly box: Buffer;
}

/** `chunkSize`: bytes of a piece of the result, each of which is made in a turn of its own: a usual segment is one. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 3 }, chunkSize: 256 * 1024 };
const compress = promisify(zstdCompress);

export async function sealColumns(columns: SegmentColumns, tenant: TenantId): Promise<SealedColumns> {
  const body = await compress(packColumns(columns), LEVEL);
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(tenant));
  return { key, nonce, box: Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]) };
}
