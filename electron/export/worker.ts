/** Draws one export off the main thread, says how far it is, answers once, and is gone. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ExportFormat } from '../../shared/contract/export.ts';
import type { ExportInput } from './compose.ts';
import { draw } from './draw.ts';
import type { Drawn } from './draw.ts';

export type Said = { readonly read: number } | { readonly drawn: Drawn };

const { format, input } = workerData as { format: ExportFormat; input: ExportInput };
const say = (said: Said): void => parentPort?.postMessage(said);
say({ drawn: await draw(format, input, (read) => say({ read })) });
