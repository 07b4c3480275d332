/** Reads records onto the canvas, a page at a time, with what joins them to each other and to those that stand there. */
import type { Result } from '../../../shared/errors.ts';
import { ok } from '../../../shared/errors.ts';
import type { RecordId } from '../../../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../../../shared/graph/records.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { act } from '../../api.ts';

export interface ReadRecords {
  readonly nodes: readonly NodeRecord[];
  readonly edges: readonly EdgeRecord[];
  /** How many of the asked were looked for before somebody had enough. */
  readonly asked: number;
}

export interface ReadingOptions {
  /** What stands there already, to which edges lead. */
  readonly to: readonly RecordId[];
  /** How many of the asked have been read. */
  readonly onProgress: (read: number) => void;
  /** Somebody has had enough: what was read until then is the answer. */
  readonly isStopped: () => boolean;
}

/** The first error ends it, and what was read before it is lost with it: half of an answer would look whole. */
export async function readRecords(ids: readonly RecordId[], { to, onProgress, isStopped }: ReadingOptions): Promise<Result<ReadRecords>> {
  const nodes: NodeRecord[] = [];
  const edges: EdgeRecord[] = [];
  const there = [...to];
  let asked = 0;
  for (let from = 0; from < ids.length && !isStopped(); from += LIMITS.readNodes) {
    const page = ids.slice(from, from + LIMITS.readNodes);
    for (let skip = 0, more = true; more;) {
      const read = await act('graph.join', { ids: page, to: there, skip });
      if (!read.ok) return read;
      nodes.push(...read.value.nodes);
      edges.push(...read.value.edges);
      skip += read.value.edges.length;
      more = read.value.more;
    }
    there.push(...page);
    asked += page.length;
    onProgress(asked);
  }
  return ok({ nodes, edges, asked });
}
