/** What a bench of the real window needs beforehand. */
import { existsSync } from 'node:fs';
import { build, buildIsStale } from '../runtime/build.ts';

const DRIVER = process.env['CHROMEDRIVER'] ?? '/usr/bin/chromedriver';

/** Builds the workstation where that is stale. False, and said, where nothing can drive a window. Throws where it can't be built. */
export function hasBuiltWindow(say: (line: string) => void): boolean {
  if (!existsSync(DRIVER)) {
    say(`no chromedriver at ${DRIVER}: nothing is measured (CHROMEDRIVER names another)`);
    return false;
  }
  const failed = buildIsStale() ? build() : null;
  if (failed !== null) throw new Error(failed);
  return true;
}
