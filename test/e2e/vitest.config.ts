/**
 * End to end: WebdriverIO drives the built workstation in a real window, on Electron where it is installed, else on the
 * stand-in. Specs run one after the other, each step of a spec only when the one before it passed.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.e2e.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    bail: 0,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
