/** The workstation's composition root: it puts the parts together and holds nothing else. */
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './clock.ts';
import { Desk } from './desk.ts';
import { endOnFault, report } from './fault.ts';
import { listen } from './gate/ipc.ts';
import { chooseVault } from './identity/choose-vault.ts';
import { app, session } from './platform.ts';
import { electronShell } from './shell/electron-shell.ts';
import { onIdle } from './shell/idle-lock.ts';
import { denyPermissions } from './shell/lockdown.ts';
import { installMenu } from './shell/menu.ts';
import { openExternal } from './shell/open-external.ts';
import { APP_ORIGIN, registerScheme } from './shell/scheme.ts';
import { trustSystem } from './sync/trust.ts';

/** Where `npm run hub` listens when nothing else is said. */
const LOCAL_HUB = 'http://127.0.0.1:7420';
const IDLE_SECONDS = 15 * 60;
const built = join(import.meta.dirname, '..');

function start(hubUrl: string, folder: string): void {
  let ended = false;
  const desk = new Desk({
    hubUrl,
    folder,
    deviceName: hostname().slice(0, 100) || 'workstation',
    shell: electronShell(built),
    clock: systemClock,
    worker: new URL('./store-worker.js', import.meta.url),
    exportWorker: new URL('./export-worker.js', import.meta.url),
    exportsFolder: app.getPath('downloads'),
    chooseVault,
    openBrowser: openExternal,
    onFault: report,
    onEnd: () => {
      ended = true;
      app.quit();
    },
  });
  listen(desk.gate, APP_ORIGIN, (contents) => desk.windows.byContents(contents));
  onIdle(IDLE_SECONDS, () => void desk.lock());
  app.on('second-instance', () => desk.windows.all[0]?.shell.focus());
  // What is written is kept, open contexts are left, and that is written down, before the program ends.
  app.on('before-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    desk.quit();
  });
  desk.start().catch((error: unknown) => report('start', error));
}

const home = process.env['NETGRAPH_HOME'];
if (home) app.setPath('userData', home);
endOnFault(() => app.exit(1));
trustSystem();
registerScheme();
if (!app.requestSingleInstanceLock()) app.exit(0);
else {
  // The windows' own end is the desk's business: a warm one is open while the last visible one closes.
  app.on('window-all-closed', () => undefined);
  void app.whenReady().then(() => {
    const folder = app.getPath('userData');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // No window uses it; one that did would find nothing and may do nothing.
    denyPermissions(session.defaultSession);
    installMenu();
    start(process.env['NETGRAPH_HUB'] ?? LOCAL_HUB, folder);
  });
}
