/** `npm run ingest`: makes the machine ready as far as a hub needs it, then reads telemetry. `-- --help` says what it takes. */
import { handOn } from './node24.mjs';
import { setup } from './setup.mjs';

setup('hub');
handOn('hub/ingest-main.ts');
