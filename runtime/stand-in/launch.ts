/**
 * Runs the built workstation on the stand-in: `import 'electron'` resolves to electron.ts beside this file, then the
 * application's main bundle is imported as Electron would. `--app=FOLDER` names another application.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { open as openInspector } from 'node:inspector';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** WebdriverIO leaks its own loader through this, and Chromium's and the hub's processes would inherit it. */
delete process.env['NODE_OPTIONS'];

const STAND_IN = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context)),
});

const given = process.argv.slice(2);
const inspect = given.find((argument) => argument.startsWith('--inspect='))?.slice('--inspect='.length);
if (inspect) {
  const at = inspect.lastIndexOf(':');
  openInspector(Number(inspect.slice(at + 1)), at > 0 ? inspect.slice(0, at) : '127.0.0.1');
}

const named = given.find((argument) => argument.startsWith('--app='))?.slice('--app='.length);
const folder = resolve(named ?? join(import.meta.dirname, '..', '..'));
const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { main, name } = manifest as { main: string; name: string };
const { app } = await import('./app.ts');
app.describe(name);
await import(pathToFileURL(join(folder, main)).href);
app.start();
