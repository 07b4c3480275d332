/**
 * Electron's `session`. All windows share one throw-away Chromium profile, whatever partition they name. Permissions are
 * denied in Chromium itself, so the handlers are taken and can grant nothing.
 */
import type { PlatformApi, SessionApi } from '../../electron/platform-api.ts';
import { host } from './host.ts';
import { protocol } from './protocol.ts';

const only: SessionApi = {
  setPermissionRequestHandler: () => undefined,
  setPermissionCheckHandler: () => undefined,
  protocol,
  async clearStorageData() {
    const { cdp } = await host.chromium;
    await cdp.send('Storage.clearDataForOrigin', { origin: 'https://workstation.app.invalid', storageTypes: 'all' });
  },
};

export const session: PlatformApi['session'] = { defaultSession: only, fromPartition: () => only };
