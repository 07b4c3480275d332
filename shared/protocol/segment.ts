/**
 * What is inside a segment: nodes and edges by column (63 bytes a row measured, against 75 for lines of JSON).
 * Ids are 16 raw bytes each, kinds are indexes into the kind lists, props are JSON text, times are JSON text.
 */
import { Packr } from 'msgpackr';
import { z } from 'zod';
import { bytes } from './feed.ts';

const count = z.number().min(0);
const times = z.array(z.number());

export const segmentColumnsSchema = z.strictObject({
  v: z.literal(1),
  nodes: z.strictObject({
    id: bytes,
    kind: bytes,
    label: z.array(z.string()),
    firstSeen: times,
    lastSeen: times,
    count: z.array(count),
    props: z.array(z.string()),
  }),
  edges: z.strictObject({
    id: bytes,
    kind: bytes,
    src: bytes,
    dst: bytes,
    firstSeen: times,
    lastSeen: times,
    count: z.array(count),
    props: z.array(z.string()),
    times: z.array(z.string()),
  }),
});
export type SegmentColumns = z.infer<typeof segmentColumnsSchema>;

const packr = new Packr({ useRecords: false, moreTypes: false });

export const packColumns = (columns: SegmentColumns): Buffer => packr.pack(columns);

/** Throws on anything that is not a segment, or whose columns differ in length. */
export function unpackColumns(data: Uint8Array): SegmentColumns {
  const columns = segmentColumnsSchema.parse(packr.unpack(data));
  for (const side of [columns.nodes, columns.edges]) {
    const rows = side.kind.length;
    for (const [name, column] of Object.entries(side)) {
      const wanted = name === 'id' || name === 'src' || name === 'dst' ? rows * 16 : rows;
      if (column.length !== wanted) throw new RangeError(`segment column ${name} has ${column.length} entries, not ${wanted}`);
    }
  }
  return columns;
}
