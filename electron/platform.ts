/**
 * The only file of main that imports Electron. What is not listed in platform-api.ts can't be called, so an API that
 * the stand-in lacks fails to compile. Where `ipcMain` and `shell.openExternal` may be used is the linter's business.
 */
import * as electron from 'electron';
import type { PlatformApi } from './platform-api.ts';

const platform: PlatformApi = electron;
export const { app, BrowserWindow, ipcMain, protocol, session, shell, Menu, powerMonitor } = platform;
