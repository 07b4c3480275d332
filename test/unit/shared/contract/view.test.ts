import { expect, test } from 'vitest';
import { viewSchema } from '../../../../shared/contract/view.ts';

const ID = '00112233445566778899aabbccddeeff';

test('a view that was saved before it held folds, camera and brush still opens', () => {
  const old = { nodes: [{ id: ID, x: 1, y: 2, pinned: true, hidden: false }], selected: [ID], query: 'MATCH' };
  expect(viewSchema.parse(old)).toEqual({
    ...old,
    folded: [],
    merged: [],
    off: [],
    rest: [],
    mode: 'graph',
    brush: null,
    camera: null,
  });
});

test('a view keeps what it was given, and takes nothing that it does not know', () => {
  const whole = {
    nodes: [],
    selected: ['group:host'],
    query: '',
    folded: [ID],
    merged: ['host'],
    off: ['file'],
    rest: [{ id: ID, count: 7 }],
    mode: 'table',
    brush: { from: 1, to: 2 },
    camera: { x: 1, y: 2, zoom: 0.5 },
  };
  expect(viewSchema.parse(whole)).toEqual(whole);
  for (const wrong of [{ selected: ['group:nothing'] }, { label: 'x' }, { camera: { x: 1, y: 2, zoom: 0 } }])
    expect(viewSchema.safeParse({ ...whole, ...wrong }).success).toBe(false);
});
