/**
 * What somebody misses on the second day, in a real window: the palette, paths between two, completion with values, past
 * and saved questions, plans and answers that were cut, the other theme; and what is there again when a page or the whole
 * program was killed.
 */
import { join } from 'node:path';
import { describe } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { crash } from './screens/crash.ts';
import { palette } from './screens/palette.ts';
import { query } from './screens/query.ts';
import { walk } from './screens/walk.ts';

describe('the second day', () => {
  walk([...palette, ...query, ...crash], { data: null, pictures: join(ROOT, 'out', 'e2e', 'desk'), theme: 'dark' }, 180_000);
});
