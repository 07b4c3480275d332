/** The ids of a path's nodes: each edge is walked from the end at which the one before it arrived. */
import type { EdgeRecord } from '../../graph/records.ts';

export function along(start: string, edges: readonly Pick<EdgeRecord, 'src' | 'dst'>[]): string[] {
  const ids = [start];
  for (const { src, dst } of edges) ids.push(ids.at(-1) === src ? dst : src);
  return ids;
}
