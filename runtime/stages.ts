/** The stages of `npm test`: what each is called, how it runs, and how its results are counted. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './desktop-session.ts';
import { ROOT } from './platform.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Stage {
  readonly name: string;
  /** What is done, as a person reads it. */
  readonly words: string;
  readonly command: Command;
  readonly keychain: boolean;
  readonly display: boolean;
  /** Counts of a stage that holds tests; null for one that passes or fails as a whole. */
  readonly count: (() => Counts) | null;
}

const OUT = join(ROOT, 'out', 'test');
const E2E = join(ROOT, 'out', 'e2e');
const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name);

function node(...args: string[]): Command {
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  return { command: process.execPath, args, env };
}

/** Suites that did not load have no tests to count: each is one failure. */
function vitestCounts(file: string): Counts {
  const none = { passed: 0, failed: 0, skipped: 0 };
  if (!existsSync(file)) return none;
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: { status: string; assertionResults: { status: string }[] }[];
  };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  ).length;
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded, skipped: report.numPendingTests + report.numTodoTests };
}

/** One file a spec, written by test/e2e/wdio.conf.ts when the spec has ended. A spec without one never began: a failure. */
function e2eCounts(): Counts {
  const specs = readdirSync(join(ROOT, 'test', 'e2e')).filter((name) => name.endsWith('.e2e.ts'));
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const spec of specs) {
    const file = join(E2E, `${spec}.json`);
    const one = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : { passed: 0, failed: 1, skipped: 0 };
    sum.passed += one.passed;
    sum.failed += one.failed;
    sum.skipped += one.skipped;
  }
  return sum;
}

const SOURCES = ['shared', 'electron', 'renderer', 'hub', 'runtime', 'test', 'bench'];

/** In the order in which they run. Results of an earlier run are gone before. */
export function stages(): Stage[] {
  for (const folder of [OUT, E2E]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const whole = { keychain: false, display: false, count: null };
  const report = join(OUT, 'vitest.json');
  const tests = node(bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  return [
    { name: 'format', words: 'prettier', command: node(bin('prettier'), '--check', '.'), ...whole },
    { name: 'types', words: 'tsc', command: node(bin('tsc6'), '-b'), ...whole },
    { name: 'lint', words: 'eslint with types, dangerous symbols', command: node(bin('eslint'), '.'), ...whole },
    {
      name: 'imports',
      words: 'who may import whom',
      command: node(bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...SOURCES),
      ...whole,
    },
    { name: 'unused', words: 'knip', command: node(bin('knip'), '--no-progress'), ...whole },
    { name: 'build', words: 'electron-vite', command: node(join(ROOT, 'runtime', 'build.ts')), ...whole },
    {
      name: 'tests',
      words: 'unit, integration, fault and breach',
      command: tests,
      keychain: true,
      display: false,
      count: () => vitestCounts(report),
    },
    {
      name: 'end to end',
      words: 'the window, driven',
      command: node(bin('wdio'), 'run', 'test/e2e/wdio.conf.ts'),
      keychain: true,
      display: true,
      count: e2eCounts,
    },
  ];
}
