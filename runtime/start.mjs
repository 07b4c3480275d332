/** `npm start [-- --data DIR]`: makes the machine ready, then opens the workstation beside a demo hub of its own. */
import { handOn } from './node24.mjs';
import { setup } from './setup.mjs';

setup('start');
handOn('runtime/launch.ts');
