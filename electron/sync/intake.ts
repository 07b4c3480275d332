/**
 * What a run checks of the feed before the store sees it: cursors move and never come back, no segment comes twice, at the
 * end no fewer records came than were promised, and an end comes. (What is inside a segment, the worker checks.)
 */
import { createHash } from 'node:crypto';
import type { FeedOpenReply, SegmentMessage } from '../../shared/protocol/feed.ts';

/** Records that may come beyond the promised ones, because the customer's machines go on while the desk reads. */
const SURPLUS = 2_000_000;
/** What a segment counts for at the least, so that small ones don't go on for ever either. */
const LEAST = 1_000;

export class Intake {
  readonly #cursors = new Set<string>();
  readonly #boxes = new Set<string>();
  readonly #promised: number;
  #left: number;
  received = 0;

  constructor({ cursor, nodes, edges }: Pick<FeedOpenReply, 'cursor' | 'nodes' | 'edges'>) {
    this.#cursors.add(cursor);
    this.#promised = nodes + edges;
    this.#left = this.#promised + SURPLUS;
  }

  /** Records in all: as promised, or as came. */
  get total(): number {
    return Math.max(this.#promised, this.received);
  }

  /** Takes one message in, or says in a few words what is wrong with it. */
  take({ cursor, done, nodes, edges, key, box }: SegmentMessage): string | null {
    const rows = nodes + edges;
    if (this.#cursors.has(cursor) && !(done && rows === 0)) return 'a segment does not lead on';
    this.#cursors.add(cursor);
    if ((this.#left -= Math.max(rows, LEAST)) < 0) return 'the feed does not end';
    if (rows > 0) {
      if (key === null) return 'a segment has no key';
      const digest = createHash('sha256').update(box).digest('base64');
      if (this.#boxes.has(digest)) return 'a segment came twice';
      this.#boxes.add(digest);
    }
    this.received += rows;
    if (done && this.received < this.#promised) return 'segments are missing';
    return null;
  }
}
