/**
 * Makes a fresh machine ready, on whatever Node is there (20 or later) and with nothing installed: the project's packages
 * (Node 24 among them), and what the system must bring. Says what it does; asks for nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { say, stop } from './words.mjs';

export const ROOT = join(import.meta.dirname, '..');

/**
 * What the system must bring, by Debian's package names. `need: 'start'` things are needed to open the window, the others by tests.
 * @typedef {{ name: string, packages: string[], need: 'start' | 'test', without: string, here: () => boolean }} Part
 */

/** @param {...string} names */
const onPath = (...names) =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => names.some((name) => folder !== '' && existsSync(join(folder, name))));

/** @param {string} file */
const library = (file) =>
  ['/usr/lib', '/usr/lib64', '/lib'].some(
    (folder) =>
      existsSync(join(folder, file)) ||
      (existsSync(folder) && readdirSync(folder).some((inner) => inner.endsWith('-linux-gnu') && existsSync(join(folder, inner, file)))),
  );

const electron = () => process.env['ELECTRON_EXEC_PATH'] !== undefined || existsSync(join(ROOT, 'node_modules/electron/path.txt'));

/** @type {Part[]} */
const PARTS = [
  {
    name: 'Chromium',
    packages: ['chromium'],
    need: 'start',
    without: 'no window opens without Electron',
    here: () =>
      process.env['NETGRAPH_CHROMIUM'] !== undefined ||
      electron() ||
      onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
  },
  {
    name: 'fonts',
    packages: ['fonts-dejavu-core'],
    need: 'start',
    without: 'system texts may look odd',
    here: () => existsSync('/usr/share/fonts/truetype') || existsSync('/usr/share/fonts'),
  },
  {
    name: 'the keychain library',
    packages: ['libsecret-1-0'],
    need: 'start',
    without: 'local keys are sealed by a passphrase instead',
    here: () => library('libsecret-1.so.0'),
  },
  {
    name: 'a session bus and a keychain',
    packages: ['dbus', 'gnome-keyring'],
    need: 'start',
    without: 'local keys are sealed by a passphrase instead',
    here: () => onPath('dbus-run-session') && onPath('gnome-keyring-daemon'),
  },
  {
    name: 'chromedriver',
    packages: ['chromium-driver'],
    need: 'start',
    without: 'the guided tour and the end-to-end tests cannot run',
    here: () => onPath('chromedriver'),
  },
  {
    name: 'a display for tests',
    packages: ['xvfb', 'openbox'],
    need: 'test',
    without: 'the end-to-end tests run headless',
    here: () => onPath('Xvfb') && onPath('openbox'),
  },
  {
    name: "Debian's PostgreSQL server",
    packages: ['postgresql'],
    need: 'test',
    without: 'its tests are skipped',
    here: () => existsSync('/usr/lib/postgresql'),
  },
];

/** @param {'hub' | 'start' | 'test'} purpose A hub needs packages alone. */
export function setup(purpose) {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < 20) stop(`Node ${process.versions.node} is too old to install with. Install Node 20 or later.`);
  if (process.platform === 'linux' && purpose !== 'hub') systemParts(purpose);
  packages();
  linkNode();
}

/** @param {'start' | 'test'} purpose */
function systemParts(purpose) {
  const missing = PARTS.filter((part) => (purpose === 'test' || part.need === 'start') && !part.here());
  if (missing.length === 0) return;
  const wanted = missing.flatMap((part) => part.packages);
  const install = `apt-get install -y --no-install-recommends ${wanted.join(' ')}`;
  const debian = onPath('apt-get');
  if (debian && process.getuid?.() === 0) {
    say(`Setup: installing what the system lacks (${missing.map((part) => part.name).join(', ')}); this takes a minute or two.`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-q'], env);
    // Told not to start its own server: tests run theirs in folders of their own.
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...wanted], { ...env, RUNLEVEL: '1' });
  } else {
    say(`Setup: this machine lacks ${missing.map((part) => part.name).join(', ')}.${debian ? ` To install: sudo ${install}` : ''}`);
  }
  for (const part of missing.filter((one) => !one.here())) say(`Setup: without ${part.name}, ${part.without}.`);
}

/** Whether `node_modules` holds what the lock file says, by npm's own note of what it installed. */
function packagesFresh() {
  const note = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages;
  return Object.entries(locked).every(
    ([path, { version, optional, peer, devOptional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional === true || devOptional === true || peer === true),
  );
}

function packages() {
  if (packagesFresh()) return;
  say('Setup: installing the packages of package-lock.json (npm ci); this takes a minute or so.');
  // No package needs its install script: native ones bring their binaries, and Electron's would download.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], process.env, process.platform === 'win32');
  say('Setup: packages installed.');
}

/** The project's own Node, as npm installed it: its package's name tells the platform. */
export const NODE = join(
  ROOT,
  'node_modules',
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Some npm 10 leave out the link `.bin/node` that scripts and the stand-in go by. */
function linkNode() {
  if (!existsSync(NODE)) stop(`Setup: there is no Node 24 package for ${process.platform} ${process.arch}.`);
  const link = join(ROOT, 'node_modules', '.bin', 'node');
  if (process.platform !== 'win32' && !existsSync(link)) symlinkSync(relative(dirname(link), NODE), link);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} [shell]
 */
function run(command, args, env, shell = false) {
  const done = spawnSync(command, args, {
    cwd: ROOT,
    env,
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}`.split('\n').slice(-30).join('\n'));
  stop(`Setup: ${command} ${args[0]} failed${done.error ? ` (${done.error.message})` : ''}.`);
}
