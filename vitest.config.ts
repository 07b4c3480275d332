/** Tests on Node: unit, integration, fault and breach. `import 'electron'` is the stand-in, never Electron's downloader. */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { electron: join(import.meta.dirname, 'runtime/stand-in/electron.ts') } },
  test: {
    include: ['test/{unit,integration,fault,breach}/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
