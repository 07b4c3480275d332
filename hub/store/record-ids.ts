/** A record id is 32 hex characters; PostgreSQL's uuid has the same 16 bytes, written with hyphens. */
import type { RecordId } from '../../shared/graph/ids.ts';

export const recordIdOf = (uuid: string): RecordId => uuid.replaceAll('-', '') as RecordId;
