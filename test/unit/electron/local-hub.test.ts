/** A desk that is told nothing looks for the hub where a hub that is told nothing listens. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSettings } from '../../../hub/settings.ts';

test('the desk and the hub agree on the address of a hub on this machine', () => {
  const main = readFileSync(new URL('../../../electron/main.ts', import.meta.url), 'utf8');
  expect(/const LOCAL_HUB = '(.+)';/.exec(main)?.[1]).toBe(`http://127.0.0.1:${readSettings(['--demo']).port}`);
});
