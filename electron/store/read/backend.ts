/** The planner's back end over one open slice: arrays for the shape, prepared statements for the records. */
import type { TenantId } from '../../../shared/graph/ids.ts';
import { isStatement } from '../../../shared/query/index.ts';
import type { SliceBackend, Statement } from '../../../shared/query/index.ts';
import type { Cell, Query, ReadDatabase } from '../driver.ts';
import { Kept } from './kept.ts';
import type { SliceFile } from './slice-file.ts';

/** Texts of statements that are kept prepared; the planner has a few dozen, and some whose text depends on the query. */
const KEPT = 200;
const prepared = new WeakMap<ReadDatabase, Kept<string, Query>>();

export function backendOf({ reader, shape }: SliceFile, tenant: TenantId): SliceBackend {
  return {
    dialect: 'sqlite',
    tenant,
    adjacency: shape,
    rows: (statement) => {
      if (!isStatement(statement)) throw new TypeError('a slice runs statements of the planner only');
      return queryOf(reader, statement).all(...(statement.parameters as readonly Cell[]));
    },
  };
}

function queryOf(reader: ReadDatabase, { sql }: Statement): Query {
  const kept = prepared.get(reader) ?? new Kept<string, Query>(KEPT);
  prepared.set(reader, kept);
  return kept.get(sql) ?? kept.keep(sql, reader.query(sql));
}
