/** The desk's process of the sync bench as a desk ships, bundled: a program whose types are stripped as it loads takes 50 MB more. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../runtime/platform.ts';

/** Resolves with a folder, which is the caller's to remove: `desk.js`, and `worker.js` for its store. */
export async function bundleDesk(): Promise<string> {
  const out = join(ROOT, 'out');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'bench-'));
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    build: {
      ssr: true,
      outDir: folder,
      rollupOptions: {
        input: { desk: join(import.meta.dirname, 'desk-process.ts'), worker: join(ROOT, 'electron/store/worker.ts') },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return folder;
}
