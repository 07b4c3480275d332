/** The small parts of a desktop that the workstation asks for: no menu, and a machine that nobody leaves and that never sleeps. */
import { EventEmitter } from 'node:events';
import type { Menu as ElectronMenu } from 'electron';
import type { PlatformApi } from '../../electron/platform-api.ts';

class Power extends EventEmitter {
  getSystemIdleTime(): number {
    return 0;
  }
}

export const powerMonitor: PlatformApi['powerMonitor'] = new Power();

/** Windows have no menu here, and so none of its accelerators. */
export const Menu: PlatformApi['Menu'] = {
  setApplicationMenu: () => undefined,
  buildFromTemplate: () => ({}) as ElectronMenu,
};
