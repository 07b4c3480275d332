/** Where a workstation stands in its slice, as opaque text: sealed under the tenant's key, with the slice inside. */
import { z } from 'zod';
import { tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { sliceSchema } from '../../shared/protocol/slice.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';

export interface Position {
  readonly slice: SliceSpec;
  /** Everything up to this change number has been handed out. */
  readonly seq: number;
}

const positionSchema = z.strictObject({ slice: sliceSchema, seq: z.int().min(0) });

/** Takes a tidy slice. */
export const sliceText = ({ kinds, since }: SliceSpec): string => JSON.stringify({ kinds, since });

export const sealCursor = (keys: TenantKeys, { slice, seq }: Position): string => keys.sealCursor(JSON.stringify({ slice, seq }));

/** Null for garbage and for another tenant's cursor. */
export function openCursor(keys: TenantKeys, cursor: string): Position | null {
  const text = keys.openCursor(cursor);
  if (text === null) return null;
  const { data } = positionSchema.safeParse(JSON.parse(text));
  return data ? { slice: tidySlice(data.slice), seq: data.seq } : null;
}
