/**
 * What an expression yields; three-valued logic calls its "unknown" null. A record is named by its id, a path by the ids of
 * its nodes and edges in turn.
 */
export type Value =
  | null
  | string
  | number
  | boolean
  | { readonly node: string }
  | { readonly edge: string }
  | { readonly path: readonly string[] }
  | readonly Value[];
