/** `npm run bench [-- NAME…]`: makes the machine ready as far as the figures need it, then takes them. */
import { handOn } from './node24.mjs';
import { setup } from './setup.mjs';

setup('hub');
handOn('bench/main.ts');
