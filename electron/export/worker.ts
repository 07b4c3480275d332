/** Draws one export off the main thread, answers once, and is gone. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ExportFormat } from '../../shared/contract/export.ts';
import type { ExportInput } from './compose.ts';
import { draw } from './draw.ts';

const { format, input } = workerData as { format: ExportFormat; input: ExportInput };
parentPort?.postMessage(await draw(format, input));
