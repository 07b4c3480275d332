/**
 * Electron's `session`. All windows share one throw-away Chromium profile, whatever partition they name. Permissions are
 * denied in Chromium itself, so the handlers are taken and can grant nothing.
 */
import type { PlatformApi, SessionApi } from '../../electron/platform-api.ts';
import { protocol } from './protocol.ts';

const only: SessionApi = {
  setPermissionRequestHandler: () => undefined,
  setPermissionCheckHandler: () => undefined,
  protocol,
};

export const session: PlatformApi['session'] = { defaultSession: only, fromPartition: () => only };
