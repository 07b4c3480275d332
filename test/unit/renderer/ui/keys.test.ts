import { expect, it } from 'vitest';
import { gridKey } from '../../../../renderer/ui/grid.tsx';
import { isKey, keyName } from '../../../../renderer/ui/keys.ts';

const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[]) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  shiftKey: held.includes('shiftKey'),
  altKey: held.includes('altKey'),
});

it('knows a combination by all its keys, whatever the case of the letter', () => {
  expect(isKey(press('L', 'ctrlKey', 'shiftKey'), 'Ctrl+Shift+L', false)).toBe(true);
  expect(isKey(press('l', 'ctrlKey'), 'Ctrl+Shift+L', false)).toBe(false);
  expect(isKey(press('l', 'ctrlKey', 'altKey'), 'Ctrl+L', false)).toBe(false);
  expect(isKey(press('F6'), 'F6', false)).toBe(true);
  expect(isKey(press('F6', 'shiftKey'), 'F6', false)).toBe(false);
});

it('takes the command key for Ctrl on macOS, and only there', () => {
  expect(isKey(press('p', 'metaKey'), 'Ctrl+P', true)).toBe(true);
  expect(isKey(press('p', 'ctrlKey'), 'Ctrl+P', true)).toBe(false);
  expect(isKey(press('p', 'metaKey'), 'Ctrl+P', false)).toBe(false);
  expect(keyName('Ctrl+Shift+L', true)).toBe('⌘⇧L');
  expect(keyName('Ctrl+Shift+L', false)).toBe('Ctrl+Shift+L');
});

it('walks a table within its ends', () => {
  expect(gridKey('ArrowDown', 0, 3)).toBe(1);
  expect(gridKey('ArrowDown', 2, 3)).toBe(2);
  expect(gridKey('ArrowUp', 0, 3)).toBe(0);
  expect(gridKey('PageDown', 0, 100)).toBe(10);
  expect(gridKey('End', 0, 100)).toBe(99);
  expect(gridKey('Home', 50, 100)).toBe(0);
  expect(gridKey('ArrowDown', 0, 0)).toBeNull();
  expect(gridKey('a', 0, 3)).toBeNull();
});
