/**
 * The first form of a slice's file. Every row names its tenant, and the CHECK lets no other in. `node` and `edge` are as
 * `shared/query/columns.ts` says; `shape` holds the adjacency arrays of the last snapshot; `pending_edge` keeps edges
 * whose nodes have not arrived; `slice` is one row, whose `at` is null until the slice is complete.
 */
import type { Migration } from './migration.ts';

export const first: Migration = {
  version: 1,
  tables: (ordinal) => {
    const tenant = `tenant INTEGER NOT NULL CHECK (tenant = ${ordinal})`;
    const seen = 'first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, count INTEGER NOT NULL, props TEXT NOT NULL';
    return [
      `CREATE TABLE slice (one INTEGER PRIMARY KEY CHECK (one = 1), tenant_id TEXT NOT NULL, spec TEXT NOT NULL, cursor TEXT NOT NULL, at INTEGER, ${tenant}) STRICT`,
      `CREATE TABLE node (n INTEGER PRIMARY KEY, id BLOB NOT NULL, kind INTEGER NOT NULL, label TEXT NOT NULL, label_fold TEXT NOT NULL, ${seen}, ${tenant}) STRICT`,
      `CREATE TABLE edge (e INTEGER PRIMARY KEY, id BLOB NOT NULL, kind INTEGER NOT NULL, src INTEGER NOT NULL, dst INTEGER NOT NULL, ${seen}, times TEXT NOT NULL, ${tenant}) STRICT`,
      `CREATE TABLE pending_edge (id BLOB PRIMARY KEY, kind INTEGER NOT NULL, src BLOB NOT NULL, dst BLOB NOT NULL, ${seen}, times TEXT NOT NULL, ${tenant}) STRICT`,
      `CREATE TABLE shape (part TEXT PRIMARY KEY, data BLOB NOT NULL, ${tenant}) STRICT`,
    ];
  },
  indexes: [
    'CREATE UNIQUE INDEX node_id ON node (id)',
    'CREATE UNIQUE INDEX edge_id ON edge (id)',
    'CREATE INDEX node_label ON node (label_fold)',
    'CREATE INDEX pending_src ON pending_edge (src)',
    'CREATE INDEX pending_dst ON pending_edge (dst)',
  ],
};
