/** The stand-in does what the workstation asks of Electron: an application made for this test runs on it, as it would there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { onPath, startDisplay } from '../../../runtime/desktop-session.ts';
import { ROOT } from '../../../runtime/platform.ts';
import { findChromium } from '../../../runtime/stand-in/flags.ts';

type Fact = Record<string, unknown>;
const homes: string[] = [];
const running: ChildProcess[] = [];

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'netgraph-fixture-'));
  homes.push(home);
  return home;
}

/** The fixture, with the facts that it prints; `until` resolves at the first that has the key. */
function run(home: string, display: string | null, ...args: string[]) {
  const { DISPLAY: _own, WAYLAND_DISPLAY: _other, ...rest } = process.env;
  const env = { ...rest, FIXTURE_HOME: home, ...(display ? { DISPLAY: display } : {}) };
  const app = `--app=${join(import.meta.dirname, 'fixture')}`;
  const child = spawn(join(ROOT, 'runtime', 'stand-in', 'bin.mjs'), [app, ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  running.push(child);
  const facts: Fact[] = [];
  const watchers = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    facts.push(JSON.parse(line) as Fact);
    for (const watcher of watchers) watcher();
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const until = (key: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const fact = facts.find((one) => key in one);
        if (fact) resolve(fact[key]);
      };
      watchers.add(look);
      look();
      void ended.then((code) => reject(new Error(`the fixture ended (${String(code)}) before it told ${key}`)));
    });
  return { child, facts, until, ended };
}

/** Processes whose command line names this text. */
function processesWith(text: string): number {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.filter((number) => {
    try {
      return readFileSync(`/proc/${number}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  }).length;
}

async function everything(display: string | null): Promise<void> {
  const { child, facts, until, ended } = run(newHome(), display);
  await until('ready');
  const fact = (key: string): unknown => facts.find((one) => key in one)?.[key];
  expect(facts).toContainEqual({ url: 'app://workstation/index.html', origin: 'app://workstation', top: true });
  expect(fact('sum'), 'invoke and send reach main and come back').toBe(5);
  expect(facts).toContainEqual({ title: 'Fixture', keys: ['add', 'fail', 'large', 'onTell', 'say'], visible: false });
  expect(fact('refused'), 'errors are worded as Electron words them').toBe("Error invoking remote method 'fail': Error: on purpose");
  expect(fact('large'), 'a megabyte, bytes and dates arrive; undefined is left out').toEqual([1_000_000, [1, 2, 255], 5, false]);
  expect(fact('function'), 'a function is not cloned').toBe('An object could not be cloned.');
  expect(fact('told'), 'main tells the page through a listener').toEqual({ told: 1 });
  expect(fact('stopped'), 'a returned function works').toBe('boolean');
  expect(fact('framed'), 'a frame gets no bridge').toBe('undefined');
  expect(fact('png')).toBe('PNG');
  expect(facts).toContainEqual({ pivotMs: fact('pivotMs'), gone: true, visible: true, windows: 1 });
  child.stdin.write('quit\n');
  expect(await ended).toBe(0);
  expect(facts.slice(-2)).toEqual([{ closed: 'all' }, { quits: true }]);
}

describe.skipIf(!findChromium())('the stand-in', () => {
  test('runs an application without a display', () => everything(null));

  test.skipIf(!onPath('Xvfb'))('runs an application in real windows', async () => {
    const display = await startDisplay();
    try {
      await everything(display?.name ?? null);
    } finally {
      display?.stop();
    }
  });

  test('lets one instance run on a folder: a second hands over its arguments and goes', async () => {
    const home = newHome();
    const first = run(home, null);
    await first.until('ready');
    const second = run(home, null, '--for-the-first');
    expect(await second.ended).toBe(0);
    expect(second.facts).toEqual([{ second: true }]);
    expect(await first.until('heard')).toBe('--for-the-first');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
  });

  test('killed without a warning, leaves no Chromium behind and no lock', async () => {
    const home = newHome();
    const mark = `--killed-${String(process.pid)}`;
    const first = run(home, null, mark);
    await first.until('ready');
    expect(processesWith(mark)).toBeGreaterThan(1);
    first.child.kill('SIGKILL');
    await first.ended;
    await expect.poll(() => processesWith(mark), { timeout: 10_000 }).toBe(0);
    const again = run(home, null);
    await again.until('ready');
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });
});
