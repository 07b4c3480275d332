/**
 * Cases in a real window on a real hub, by keys: begun, evidence taken, saved, in conflict, chosen and merged, exported with
 * and without names, written on while the hub is away. Of each screen pictures in `out/e2e/cases/`, and axe, which must find
 * nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { cases } from './screens/cases.ts';
import { walk } from './screens/walk.ts';

const downloads = mkdtempSync(join(tmpdir(), 'netgraph-downloads-'));

describe('a case from its beginning', () => {
  beforeAll(() => void (process.env['XDG_DOWNLOAD_DIR'] = downloads));
  afterAll(() => rmSync(downloads, { recursive: true, force: true }));

  walk(cases(downloads), { data: null, pictures: join(ROOT, 'out', 'e2e', 'cases') }, 240_000);
});
