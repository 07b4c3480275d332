/**
 * What one batch of lines says, gathered: one fact a thing, however many lines name it. The facts are then merged with what
 * is stored, sealed and written. Ids are HMACs of natural keys under the tenant's key.
 */
import { LIMITS } from '../../shared/limits.ts';
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import type { Props } from '../../shared/graph/records.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { mergeLabels, mergeSightings, mergeTimes } from './merge.ts';
import type { Sighting } from './merge.ts';

export interface NodeFact extends Sighting {
  readonly id: RecordId;
  readonly kind: NodeKind;
  readonly label: string;
}
export interface EdgeFact extends Sighting {
  readonly id: RecordId;
  readonly kind: EdgeKind;
  readonly src: RecordId;
  readonly dst: RecordId;
  readonly times: readonly number[];
}

export interface Facts {
  readonly nodes: Map<RecordId, NodeFact>;
  readonly edges: Map<RecordId, EdgeFact>;
  /** Returns the node's id. `time` is Unix ms. */
  node(kind: NodeKind, key: string, label: string, props: Props, time: number): RecordId;
  /** Between nodes of the same batch. `key` tells edges of one kind between the same ends apart; usually empty. */
  edge(kind: EdgeKind, src: RecordId, dst: RecordId, key: string, props: Props, time: number): void;
}

export function gatherFacts(keys: TenantKeys): Facts {
  const nodes = new Map<RecordId, NodeFact>();
  const edges = new Map<RecordId, EdgeFact>();
  // An HMAC costs 3 µs and one batch names the same things over and over.
  const ids = new Map<string, RecordId>();
  const idOf = (kind: string, key: string): RecordId => {
    const name = `${kind}\0${key}`;
    const id = ids.get(name) ?? keys.recordId(kind, key);
    ids.set(name, id);
    return id;
  };
  return {
    nodes,
    edges,
    node(kind, key, label, props, time) {
      const id = idOf(kind, key);
      const seen: NodeFact = {
        id,
        kind,
        label: cut(label, LIMITS.label),
        props: cutProps(props),
        firstSeen: time,
        lastSeen: time,
        count: 1,
      };
      const known = nodes.get(id);
      nodes.set(id, known ? { ...known, ...mergeSightings(known, seen), label: mergeLabels(known, seen) } : seen);
      return id;
    },
    edge(kind, src, dst, key, props, time) {
      const id = idOf(kind, `${src}\0${dst}\0${key}`);
      const known = edges.get(id);
      const seen: EdgeFact = { id, kind, src, dst, props: cutProps(props), firstSeen: time, lastSeen: time, count: 1, times: [time] };
      edges.set(id, known ? { ...known, ...mergeSightings(known, seen), times: addTime(known.times, time) } : seen);
    },
  };
}

/** Most events come in the order of their times: those are appended. */
function addTime(times: readonly number[], time: number): readonly number[] {
  const last = times.at(-1);
  if (last === undefined || time > last) return times.length >= LIMITS.timesPerEdge ? times : [...times, time];
  return time === last ? times : mergeTimes(times, [time]);
}

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

function cutProps(props: Props): Props {
  for (const value of Object.values(props)) {
    if (typeof value === 'string' ? value.length > LIMITS.propValue : Array.isArray(value)) return cutAll(props);
  }
  return props;
}

const cutAll = (props: Props): Props =>
  Object.fromEntries(
    Object.entries(props).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? cut(value, LIMITS.propValue)
        : Array.isArray(value)
          ? value.map((one: string) => cut(one, LIMITS.propValue))
          : value,
    ]),
  ) as Props;
