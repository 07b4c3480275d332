/** Pseudonyms over real telemetry: of all users, machines and own addresses that the connectors find, none is left in what is exported. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { windows } from '../../../../hub/connectors/windows.ts';
import { readLines } from '../../../../hub/ingest/lines.ts';
import { isOwnAddress } from '../../../../electron/export/addresses.ts';
import { Pseudonyms, knownNames, rawRedactor } from '../../../../electron/export/redact.ts';
import { withoutSecrets } from '../../../../electron/export/secrets.ts';
import { readAll } from '../../../support/connector-conformance.ts';
import { nodeOf } from '../../../support/export-input.ts';
import { REAL_EVENTS } from '../../hub/connectors/lawful.ts';

const folder = join(REAL_EVENTS ?? '', 'windows');
const files = REAL_EVENTS && existsSync(folder) ? readdirSync(folder) : [];
/** Accounts that every machine has: they name nobody. */
const BUILT_IN = /^(?:system|.*service|anonymous logon|dwm-\d+|umfd-\d+|localsystem|n\/a|-|)$/i;
const LINES = 20_000;

async function nodesIn(file: string) {
  const lines: string[] = [];
  for await (const line of readLines(join(folder, file))) if (line.trim() !== '' && lines.length < LINES) lines.push(line);
  const found = new Map<string, ReturnType<typeof nodeOf>>();
  for (const result of readAll(windows, lines))
    if ('seen' in result)
      for (const { kind, key, label, props } of result.seen.nodes) {
        const id = `${kind} ${key}`;
        found.set(id, nodeOf(found.size + 1, kind, label, { ...found.get(id)?.props, ...(props as object) }));
      }
  return [...found.values()];
}

describe.skipIf(files.length === 0)('real Windows events', () => {
  test.each(files)('%s', async (file) => {
    const nodes = await nodesIn(file);
    const users = nodes.filter(({ kind, label }) => kind === 'user' && !BUILT_IN.test(label.split('\\').at(-1)!));
    const hosts = nodes.filter(({ kind }) => kind === 'host');
    expect(hosts.length).toBeGreaterThan(0);
    const shown = (redactor: Pick<Pseudonyms, 'label' | 'props'>): string =>
      nodes.map((node) => [redactor.label(node), ...redactor.props(node.props).flat()].join('\n')).join('\n');
    const text = shown(new Pseudonyms(knownNames(nodes, [], { users: [], hosts: [], domains: [] }))).toLowerCase();
    const names = [...users.map(({ label }) => label.split('\\').at(-1)!), ...hosts.map(({ label }) => label.split('.')[0]!)]
      .map((name) => name.toLowerCase())
      .filter((name) => name.length >= 3);
    const word = (name: string): RegExp =>
      new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'u');
    expect([...new Set(names)].filter((name) => word(name).test(text))).toEqual([]);
    expect([...new Set(text.match(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g))].filter(isOwnAddress)).toEqual([]);
    // The same search finds them where they are left.
    const raw = shown(rawRedactor()).toLowerCase();
    expect(names.every((name) => word(name).test(raw))).toBe(true);
    // Nothing that looks like a secret is left of any value, and removing again finds nothing.
    const values = nodes.flatMap((node) =>
      rawRedactor()
        .props(node.props)
        .map(([, value]) => value),
    );
    expect(values.filter((value) => withoutSecrets(value).removed > 0)).toEqual([]);
  });
});
