/** Every bench by name, in the order in which they run. */
import { actionBench } from './action.ts';
import { canvasBench } from './canvas.ts';
import { exportBench } from './export.ts';
import { loadBench } from './load.ts';
import type { Bench } from './measure.ts';
import { peersBench } from './peers.ts';
import { pivotBench } from './pivot.ts';
import { syncBench } from './sync.ts';
import { traverseBench } from './traverse.ts';
import { windowBench } from './window.ts';
import { workbenchBench } from './workbench.ts';

export const BENCHES: readonly Bench[] = [
  syncBench,
  traverseBench,
  peersBench,
  pivotBench,
  windowBench,
  canvasBench,
  workbenchBench,
  actionBench,
  exportBench,
  loadBench,
];
