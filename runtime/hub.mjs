/** `npm run hub`: makes the machine ready as far as a hub needs it, then runs a demo hub alone. `-- --help` says what it takes. */
import { handOn } from './node24.mjs';
import { setup } from './setup.mjs';

setup('hub');
handOn('hub/main.ts', '--demo');
