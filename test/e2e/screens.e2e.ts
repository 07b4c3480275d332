/**
 * Every screen and state that a person meets, in a real window on a real hub: its words, pictures in `out/e2e/screens/`,
 * and axe, which must find nothing. On real telemetry where it is there, else on the simulator.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { arrange } from './screens/arrange.ts';
import { bench } from './screens/bench.ts';
import { elsewhere } from './screens/elsewhere.ts';
import { entrance } from './screens/entrance.ts';
import { own } from './screens/own.ts';
import { walk } from './screens/walk.ts';

const EVENTS = join(ROOT, '..', 'shared', 'data', 'events');
const PICTURES = join(ROOT, 'out', 'e2e', 'screens');

describe('the screens', () => {
  walk(
    [...entrance, ...bench, ...arrange, ...elsewhere, ...own],
    { data: existsSync(EVENTS) ? EVENTS : null, pictures: PICTURES, theme: 'light' },
    90_000,
  );
});
