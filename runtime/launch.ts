/**
 * `npm start` on the project's own Node: builds what is stale, starts a demo hub below `.data/`, opens the workstation, and
 * ends both together. Without a display the guided tour runs instead.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, buildIsStale } from './build.ts';
import { withKeychain } from './desktop-session.ts';
import { chooseRuntime, ROOT } from './platform.ts';
import { HubProcess } from './tour/hub-process.ts';
import { say, stop } from './words.mjs';

/** As hub/settings.ts has it. */
const HUB_PORT = 7420;

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = values.data === undefined ? null : resolve(values.data);
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

function buildWhereStale(): void {
  if (!buildIsStale()) return;
  say('Building the workstation.');
  const failed = build();
  if (failed !== null) stop(failed);
}

/** Resolves with the exit code of a child that was told to end when this process is. */
function ended(child: ChildProcess): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => done(code ?? (signal ? 130 : 1)));
  });
}

async function tour(): Promise<number> {
  say('There is no display here: the guided tour walks through the workstation by itself.');
  const args = [join(ROOT, 'runtime', 'tour', 'main.ts'), ...(data ? ['--data', data] : [])];
  const session = withKeychain({ command: process.execPath, args, env: process.env });
  try {
    return await ended(spawn(session.command, session.args, { stdio: 'inherit', env: session.env }));
  } finally {
    session.forget();
  }
}

/** A hub of its own for each source of telemetry, and a desk for each hub: a desk's records are one hub's. */
function folders(): { hub: string; desk: string } {
  const name = data === null ? 'simulator' : `data-${createHash('sha256').update(data).digest('hex').slice(0, 8)}`;
  const [hub, desk] = [join(ROOT, '.data', name, 'hub'), join(ROOT, '.data', name, 'desk')];
  for (const folder of [hub, desk]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { hub, desk };
}

/** The port where `npm run hub` listens, so that a hub that was stopped can be started again by hand; any other where it is taken. */
function port(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(HUB_PORT, '127.0.0.1', () => probe.close(() => resolve(HUB_PORT)));
  });
}

async function workstation(): Promise<number> {
  const { hub: folder, desk } = folders();
  say(data ? `Starting the hub; its tenants are filled from ${data}.` : 'Starting the hub with its demo tenants.');
  const hub = await HubProcess.start({ folder, data, port: await port(), onWords: (line) => say(`hub: ${line}`) });
  const runtime = chooseRuntime();
  say(`The hub is ready at ${hub.url}. ${runtime.words}`);
  try {
    const env = { ...process.env, NETGRAPH_HUB: hub.url, NETGRAPH_HOME: desk };
    return await ended(spawn(runtime.binary, runtime.args, { stdio: 'inherit', env }));
  } finally {
    await hub.end('SIGTERM');
  }
}

buildWhereStale();
process.exitCode = await (hasDisplay ? workstation() : tour());
