/** How a window of the workstation is made: sandboxed, isolated, locked down, and hidden until it is wanted. */
import { join } from 'node:path';
import { BrowserWindow, session } from '../platform.ts';
import type { WindowApi } from '../platform-api.ts';
import { denyNavigation, denyPermissions } from './lockdown.ts';
import { APP_PAGE, serveApp } from './scheme.ts';

export interface WindowShape {
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

export const WORKBENCH: WindowShape = { width: 1440, height: 900, title: 'Netgraph' };

let made = 0;

/**
 * Makes a hidden window and loads the renderer into it. `built` is the folder that holds main, preload and renderer. Each
 * has a session of its own, in memory, so that no storage or channel of the browser leads from one customer to another.
 */
export function makeWindow(built: string, shape: WindowShape): { window: WindowApi; loaded: Promise<void> } {
  const partition = `window-${++made}`;
  const own = session.fromPartition(partition);
  denyPermissions(own);
  serveApp(own.protocol, join(built, 'renderer'));
  const window = new BrowserWindow({
    ...shape,
    show: false,
    backgroundColor: '#0E1116',
    webPreferences: {
      partition,
      preload: join(built, 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false,
    },
  });
  window.setMenuBarVisibility(false);
  denyNavigation(window.webContents);
  return { window, loaded: window.loadURL(APP_PAGE) };
}
