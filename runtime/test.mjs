/** `npm test`: makes the machine ready, then runs every check there is. */
import { handOn } from './node24.mjs';
import { setup } from './setup.mjs';

setup('test');
handOn('runtime/check.ts');
