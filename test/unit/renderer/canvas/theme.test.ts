import { expect, it } from 'vitest';
import { faded, hexOf } from '../../../../renderer/canvas/theme.ts';

it('mixes a colour with what is behind it', () => {
  expect(faded('#000000', '#ffffff', 0.5)).toBe('#808080');
  expect(faded('#ffffff', '#0e1116', 1)).toBe('#ffffff');
});

it('takes a colour as a page says it', () => {
  expect(hexOf('rgb(14, 17, 22)')).toBe('#0e1116');
  expect(hexOf('rgb(255, 255, 255)')).toBe('#ffffff');
});
