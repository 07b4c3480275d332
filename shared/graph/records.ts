/** A node and an edge as every part of the product hands them around, opened (in plain text). */
import type { EdgeKind, NodeKind } from './kinds.ts';
import type { RecordId } from './ids.ts';

export type PropValue = string | number | boolean | readonly string[];
export type Props = Readonly<Record<string, PropValue>>;

export interface NodeRecord {
  readonly id: RecordId;
  readonly kind: NodeKind;
  /** What a person reads: a host's name, an image's file name, an address. Hostile text. */
  readonly label: string;
  /** Unix milliseconds, UTC. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How many events named it. */
  readonly count: number;
  readonly props: Props;
}

export interface EdgeRecord {
  readonly id: RecordId;
  readonly kind: EdgeKind;
  readonly src: RecordId;
  readonly dst: RecordId;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly props: Props;
  /** Unix milliseconds of the earliest occurrences, ascending, at most `LIMITS.timesPerEdge`. */
  readonly times: readonly number[];
}

/** Fields of a record that a query may name beside the kind's own properties. Never a tenant. */
export const NODE_FIELDS = ['id', 'kind', 'label', 'firstSeen', 'lastSeen', 'count'] as const;
export const EDGE_FIELDS = ['id', 'kind', 'firstSeen', 'lastSeen', 'count'] as const;
