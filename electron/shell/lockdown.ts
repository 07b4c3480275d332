/** What no page of the workstation may do: get a permission, leave its origin, open a further window. */
import type { ContentsApi, SessionApi } from '../platform-api.ts';
import { APP_ORIGIN } from './scheme.ts';

export function denyPermissions(session: SessionApi): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
}

export function denyNavigation(contents: ContentsApi): void {
  contents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
