/** What building a slice's file needs of a database. Each program has its own driver file behind this. */
export type Cell = string | number | null | Uint8Array;

/** One prepared statement; rows come as arrays of columns. */
export interface Query {
  all(...values: readonly Cell[]): unknown[][];
  get(...values: readonly Cell[]): unknown[] | undefined;
}
export interface BuildDatabase {
  query(text: string): Query;
  /** A prepared INSERT, UPDATE or DELETE; gives the number of changed rows. */
  command(text: string): (...values: readonly Cell[]) => number;
  /** The same for very many values at once. */
  bulk(text: string): (values: readonly Cell[]) => number;
  /** CREATE of a table, index or virtual table, or DROP INDEX. */
  schema(text: string): void;
  /** The `user_version` of the file: which migration it has. */
  version(): number;
  setVersion(version: number): void;
  /** Every page reads and every index agrees, as far as `quick_check` looks. */
  sound(): boolean;
  begin(): void;
  commit(): void;
  close(): void;
}
