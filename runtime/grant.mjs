/** `npm run grant`: makes the machine ready as far as a hub needs it, then lists grants or changes what one allows. `-- --help` says what it takes. */
import { handOn } from './node24.mjs';
import { setup } from './setup.mjs';

setup('hub');
handOn('hub/grant-main.ts');
