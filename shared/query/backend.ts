/**
 * What a store must offer so that bound plans can run on it: narrow on purpose. A back end belongs to one tenant; a plan
 * that is bound to another is refused before anything is asked of it.
 */
import type { EdgeRecord, NodeRecord } from '../graph/records.ts';
import type { NodeKind } from '../graph/kinds.ts';
import type { RecordId, TenantId } from '../graph/ids.ts';
import type { Statement } from './sql/statement.ts';

/** One row of the hub's `node` or `edge`, `src` and `dst` of an edge only. Ids are without hyphens, times Unix ms. */
export interface SealedNode {
  readonly id: RecordId;
  readonly kind: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
  readonly version: number;
  readonly sealed: Uint8Array;
}
export interface SealedEdge extends SealedNode {
  readonly src: RecordId;
  readonly dst: RecordId;
}

export interface HubBackend {
  readonly dialect: 'postgres';
  readonly tenant: TenantId;
  /**
   * Runs one statement as the tenant's own login role; rows as pg gives them (bigint as text, uuid with hyphens, bytea as
   * Buffer), for at most `ms` milliseconds. A statement that ran too long (SQLSTATE 57014) is answered `too_broad`; anything else thrown, `internal`.
   */
  rows(statement: Statement, ms?: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /**
   * Resolves when whoever else waits for this thread had a turn: a question asks for it every few milliseconds. Rejects where
   * nobody waits for the answer any more, which ends the question as `internal`.
   */
  letOthers(): Promise<void>;
  /** Opens one sealed record. Throws when it does not open: the answer is then `internal`, never a partial one. */
  openNode(row: SealedNode): NodeRecord;
  openEdge(row: SealedEdge): EdgeRecord;
  /** Blind index tokens of a node's label (which may find more than the label, never less), or null where that kind has none. */
  blindTokens?(kind: NodeKind, label: string): readonly Uint8Array[] | null;
}

/** The slice's shape in memory. Nodes and edges are ordinals (`node.n`, `edge.e`), kinds are numbers (see columns.ts). */
export interface Adjacency {
  /** Order of two nodes (or edges) by id, without reading: ordinals are in the order of arrival. */
  compareNodes(a: number, b: number): number;
  compareEdges(a: number, b: number): number;
  nodeKind(node: number): number;
  /** Calls `visit` for each edge that leaves (or enters) the node; stops when `visit` returns false. A self-loop is in both. */
  eachOut(node: number, visit: (edge: number, kind: number, far: number) => boolean): void;
  eachIn(node: number, visit: (edge: number, kind: number, far: number) => boolean): void;
}

export interface SliceBackend {
  readonly dialect: 'sqlite';
  readonly tenant: TenantId;
  readonly adjacency: Adjacency;
  /** Runs one statement; each row as an array of its columns (better-sqlite3: `.raw(true).all(...parameters)`, numbers not bigint). */
  rows(statement: Statement): readonly (readonly unknown[])[];
}

export type GraphBackend = HubBackend | SliceBackend;
