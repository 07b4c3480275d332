/** The only user of `ipcMain`: one channel, which leads to the gate and nowhere else. */
import { ACT_CHANNEL } from '../../shared/contract/bridge.ts';
import { ipcMain } from '../platform.ts';
import type { Gate } from './gate.ts';
import type { GateWindow } from './handlers.ts';
import { trustedWindow } from './sender.ts';

export function listen<Window extends GateWindow>(gate: Gate<Window>, origin: string, find: (contents: number) => Window | null): void {
  ipcMain.handle(ACT_CHANNEL, (event, message) =>
    gate({ window: trustedWindow(event, origin, find), source: `contents ${event.sender.id}` }, message),
  );
}
