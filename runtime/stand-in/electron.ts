/** What `import 'electron'` resolves to on the stand-in: everything that the workstation's platform asks for, checked. */
import type { PlatformApi } from '../../electron/platform-api.ts';
import { app } from './app.ts';
import { Menu, powerMonitor } from './desktop.ts';
import { ipcMain } from './ipc.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';
import { shell } from './shell.ts';
import { BrowserWindow } from './window.ts';

const platform = { app, BrowserWindow, ipcMain, protocol, session, shell, Menu, powerMonitor };
platform satisfies PlatformApi;

export { app, BrowserWindow, ipcMain, protocol, session, shell, Menu, powerMonitor };
