/** Electron is used where it is there; the stand-in only where it is not, and it says so. */
import { existsSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { chooseRuntime } from '../../../runtime/platform.ts';

afterEach(() => vi.unstubAllEnvs());

test('an Electron that is named is the runtime, with the application as its argument', () => {
  vi.stubEnv('ELECTRON_EXEC_PATH', '/opt/electron/electron');
  const { name, binary, args, words } = chooseRuntime();
  expect([name, binary]).toEqual(['Electron', '/opt/electron/electron']);
  expect(args[0]).toMatch(/^--app=/);
  expect(words).toContain('Electron (/opt/electron/electron)');
});

test.skipIf(existsSync('node_modules/electron/path.txt'))('without one it is the stand-in, in words', () => {
  vi.stubEnv('ELECTRON_EXEC_PATH', '');
  const { name, binary, words } = chooseRuntime();
  expect(name).toBe('stand-in');
  expect(existsSync(binary)).toBe(true);
  expect(words).toContain("Electron's binary is not installed");
});
