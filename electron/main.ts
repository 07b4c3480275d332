/** The workstation's composition root: it puts the parts together and holds nothing else. */
import { join } from 'node:path';
import { app, session } from './platform.ts';
import { denyPermissions } from './shell/lockdown.ts';
import { installMenu } from './shell/menu.ts';
import { registerScheme, serveApp } from './shell/scheme.ts';
import { makeWindow, WORKBENCH } from './shell/windows.ts';

const built = join(import.meta.dirname, '..');

const home = process.env['NETGRAPH_HOME'];
if (home) app.setPath('userData', home);
registerScheme();
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(async () => {
  denyPermissions(session.defaultSession);
  serveApp(session.defaultSession.protocol, join(built, 'renderer'));
  installMenu();
  const { window, loaded } = makeWindow(built, WORKBENCH);
  await loaded;
  window.show();
});
