#!/usr/bin/env node
// Stands in the place of the system browser's command during a tour or a test: it hands the address over to whoever
// drives a real browser (system-browser.ts), by a file in the folder that NETGRAPH_BROWSER_INBOX names.
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, address] = [process.env['NETGRAPH_BROWSER_INBOX'], process.argv[2]];
if (!folder || !address) throw new Error('NETGRAPH_BROWSER_INBOX and an address are needed');
const file = join(folder, `${Date.now()}-${process.pid}`);
writeFileSync(`${file}.part`, address, { mode: 0o600 });
renameSync(`${file}.part`, `${file}.url`);
