/** One build for Electron and the stand-in: main as ES module, a sandboxed preload as CommonJS, the renderer by React. */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
const mains = {
  index: join(root, 'electron/main.ts'),
  'store-worker': join(root, 'electron/store/worker.ts'),
  'export-worker': join(root, 'electron/export/worker.ts'),
};

export default defineConfig({
  main: {
    build: {
      outDir: 'out/app/main',
      rollupOptions: { input: mains, output: { format: 'es', entryFileNames: '[name].js' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/app/preload',
      externalizeDeps: false,
      rollupOptions: {
        input: { index: join(root, 'electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    base: './',
    plugins: [react()],
    // Layouts run in a module worker, served from the same origin as the page.
    worker: { format: 'es' },
    build: {
      outDir: 'out/app/renderer',
      // Policy 'self': nothing is inlined as data: but what `img-src` allows, so fonts and scripts stay files.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: join(root, 'renderer/index.html') },
    },
  },
});
