import { expect, it } from 'vitest';
import { faded } from '../../../../renderer/canvas/theme.ts';

it('mixes a colour with what is behind it, however short a build wrote it', () => {
  expect(faded('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(faded('#7a8796', '#fff', 0.18)).toBe(faded('#7a8796', '#ffffff', 0.18));
  expect(faded('#fff', '#0e1116', 1)).toBe('#ffffff');
});
