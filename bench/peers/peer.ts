/**
 * A graph database that can be had from npm, with the rows of the bench in it and the bench's questions put in its own words.
 * Nodes are named by their number, which is its primary key: the quickest way in that it has.
 */
/** Ids of the records that an answer holds in full, in whatever order and as often as it names them. */
export type Answer = readonly string[];

export interface Peer {
  readonly name: string;
  /** The far records with the edges to them, at most `LIMITS.rows` rows, in any order. */
  neighbours(node: number): Promise<Answer>;
  /** Ends of walks of so many hops that use no edge twice, in either direction; at most `LIMITS.rows`, in any order. */
  walk(node: number, hops: 2 | 3): Promise<Answer>;
  /** How many edges the shortest path has, or null where there is none of at most `LIMITS.hops`. */
  path(from: number, to: number): Promise<number | null>;
  /** Records whose label begins so or contains it: the first `SEARCHED` by label, then id. */
  labels(how: TextTest, text: string): Promise<Answer>;
  close(): Promise<void>;
}

export type TextTest = 'STARTS WITH' | 'CONTAINS';
export const SEARCHED = 50;
