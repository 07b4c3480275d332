import { describe, expect, it } from 'vitest';
import { detailAt, isLabelled, rankOf, shorten } from '../../../../renderer/canvas/labels.ts';
import { NODE_KINDS } from '../../../../shared/graph/kinds.ts';

const plain = (kind: (typeof NODE_KINDS)[number]) => ({ kind, pinned: false, group: false });
const shownAt = (zoom: number) => NODE_KINDS.filter((kind) => isLabelled(plain(kind), false, detailAt(zoom)));

describe('labels by zoom', () => {
  it('are those of alerts below a half, of hosts and users too up to 1, then all', () => {
    expect(shownAt(0.49)).toEqual(['alert']);
    expect(shownAt(0.5)).toEqual(['host', 'user', 'alert']);
    expect(shownAt(1)).toEqual(['host', 'user', 'alert']);
    expect(shownAt(1.01)).toEqual([...NODE_KINDS]);
  });

  it('are always those of selected and pinned nodes', () => {
    expect(isLabelled(plain('file'), true, 0)).toBe(true);
    expect(isLabelled({ ...plain('file'), pinned: true }, false, 0)).toBe(true);
  });

  it('are those of edges from one and a half', () => expect([detailAt(1.49), detailAt(1.5)]).toEqual([2, 3]));

  it('are never left out for the selected', () => {
    for (const kind of NODE_KINDS) expect(rankOf(plain(kind), true)).toBeLessThan(rankOf({ ...plain('alert'), pinned: true }, false));
  });
});

describe('long labels', () => {
  it('lose their middle and keep both ends', () => {
    const short = shorten('C:\\Users\\someone\\AppData\\Local\\Temp\\payload.dll');
    expect([...short]).toHaveLength(32);
    expect(short).toMatch(/^C:\\Users.*….*payload\.dll$/);
  });

  it('count characters, not halves of them', () => expect(shorten('😀'.repeat(40))).toBe(`${'😀'.repeat(16)}…${'😀'.repeat(15)}`));
  it('stay when they are short', () => expect(shorten('cmd.exe')).toBe('cmd.exe'));
});
