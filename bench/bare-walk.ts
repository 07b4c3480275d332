/** What a walk costs that does nothing else: edges of either direction side by side, nodes at the end of so many hops. */
import type { ShapeArrays } from '../shared/slice-file/shape-arrays.ts';

export interface BareArrays {
  readonly starts: Uint32Array;
  readonly edges: Uint32Array;
  readonly fars: Uint32Array;
}

export function bareArrays({ nodeKinds, src, dst }: ShapeArrays): BareArrays {
  const starts = new Uint32Array(nodeKinds.length + 1);
  for (let edge = 0; edge < src.length; edge++) for (const end of [src[edge]!, dst[edge]!]) starts[end + 1]!++;
  for (let node = 0; node < nodeKinds.length; node++) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const edges = new Uint32Array(2 * src.length);
  const fars = new Uint32Array(2 * src.length);
  for (let edge = 0; edge < src.length; edge++) {
    for (const [near, far] of [
      [src[edge]!, dst[edge]!],
      [dst[edge]!, src[edge]!],
    ] as const) {
      const at = next[near]!++;
      edges[at] = edge;
      fars[at] = far;
    }
  }
  return { starts, edges, fars };
}

/** The ends of the first `most` walks that use no edge twice. */
export function bareWalk({ starts, edges, fars }: BareArrays, from: number, hops: number, most: number): number[] {
  const found: number[] = [];
  const used: number[] = [];
  const walk = (node: number): void => {
    for (let at = starts[node]!; at < starts[node + 1]! && found.length < most; at++) {
      const edge = edges[at]!;
      if (used.includes(edge)) continue;
      if (used.length === hops - 1) {
        found.push(fars[at]!);
        continue;
      }
      used.push(edge);
      walk(fars[at]!);
      used.pop();
    }
  };
  walk(from);
  return found;
}
