/** The stages of `npm test`: what each is called, how it runs, and how its results are counted. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
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
  /** It only reads the sources, so that others like it may run meanwhile. */
  readonly beside: boolean;
  /** Counts of a stage that holds tests; null for one that passes or fails as a whole. */
  readonly count: (() => Counts) | null;
}

const OUT = join(ROOT, 'out', 'test');
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

const SOURCES = ['shared', 'electron', 'renderer', 'hub', 'runtime', 'test', 'bench'];

/** In the order in which they begin, of those that run beside each other the longest first. Results of an earlier run are gone before. */
export function stages(): Stage[] {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const whole = { keychain: false, display: false, beside: true, count: null };
  const tests = (name: string, ...more: string[]): Pick<Stage, 'command' | 'count'> => {
    const report = join(OUT, `${name}.json`);
    const command = node(bin('vitest'), 'run', ...more, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
    return { command, count: () => vitestCounts(report) };
  };
  return [
    { name: 'lint', words: 'eslint with types, dangerous symbols', command: node(bin('eslint'), '.'), ...whole },
    { name: 'types', words: 'tsc', command: node(bin('tsc6'), '-b'), ...whole },
    { name: 'format', words: 'prettier', command: node(bin('prettier'), '--check', '.'), ...whole },
    {
      name: 'imports',
      words: 'who may import whom',
      command: node(bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...SOURCES),
      ...whole,
    },
    { name: 'unused', words: 'knip', command: node(bin('knip'), '--no-progress'), ...whole },
    { name: 'build', words: 'electron-vite', command: node(join(ROOT, 'runtime', 'build.ts')), ...whole, beside: false },
    {
      name: 'tests',
      words: 'unit, integration, fault and breach',
      keychain: true,
      display: false,
      beside: false,
      ...tests('tests'),
    },
    {
      name: 'end to end',
      words: 'the window, driven',
      keychain: true,
      display: true,
      beside: false,
      ...tests('e2e', '--config', 'test/e2e/vitest.config.ts'),
    },
  ];
}
