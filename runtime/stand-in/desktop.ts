/**
 * The small parts of a desktop that the workstation asks for. What the stand-in can't do it says: dialogs go to the
 * terminal, a save dialog is always cancelled, power events come from nobody but a test.
 */
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

export const screen: PlatformApi['screen'] = {
  getPrimaryDisplay: () => ({ workAreaSize: { width: 1440, height: 900 }, scaleFactor: 1 }),
};

export const dialog: PlatformApi['dialog'] = {
  showErrorBox: (title, content) => void process.stderr.write(`${title}: ${content}\n`),
  showSaveDialog: () => Promise.resolve({ canceled: true, filePath: '' }),
};

/** A clipboard of this process alone. */
let copied = '';
export const clipboard: PlatformApi['clipboard'] = {
  readText: () => Promise.resolve(copied),
  writeText: (text) => {
    copied = text;
    return Promise.resolve();
  },
};

export const nativeTheme: PlatformApi['nativeTheme'] = { shouldUseDarkColors: true, themeSource: 'dark' };

export class Notification {
  readonly #line: string;
  static isSupported(): boolean {
    return false;
  }
  constructor({ title, body }: { title: string; body: string }) {
    this.#line = `${title}: ${body}\n`;
  }
  show(): void {
    process.stderr.write(this.#line);
  }
}
