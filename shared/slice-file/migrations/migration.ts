/** What a migration is: tables first, indexes after the rows are in, since that is much the faster way round. */
export interface Migration {
  /** The `user_version` that a file has afterwards. */
  readonly version: number;
  /** `ordinal` is the tenant's small number at the hub, a safe integer. */
  readonly tables: (ordinal: number) => readonly string[];
  readonly indexes: readonly string[];
}
