import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Settings } from '../../../electron/settings.ts';
import { newFolder } from '../../support/desk.ts';

test('the theme of a desk outlives the program; a file that is broken counts for none', () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const file = join(folder, 'settings.json');
  expect(new Settings(file).theme).toBe('system');
  new Settings(file).setTheme('light');
  expect(new Settings(file).theme).toBe('light');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ theme: 'light' });
  for (const broken of ['', '{', '{"theme":"pink"}', '{"theme":"dark","more":1}']) {
    writeFileSync(file, broken);
    expect(new Settings(file).theme).toBe('system');
  }
});

test('where it can’t be written it holds until the program ends', () => {
  const settings = new Settings('/nowhere/settings.json');
  settings.setTheme('dark');
  expect(settings.theme).toBe('dark');
});
