/** Which labels have a blind index: those that name one thing each. A common label (`svchost.exe`) would tell its frequency. */
import { NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';

const INDEXED: ReadonlySet<NodeKind> = new Set(['host', 'address', 'domain', 'user', 'principal', 'indicator']);

export const isIndexed = (kind: string): kind is NodeKind =>
  (NODE_KINDS as readonly string[]).includes(kind) && INDEXED.has(kind as NodeKind);
