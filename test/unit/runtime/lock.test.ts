/** The lock file installs everywhere: nothing that a package names is missing from it, and it points at no registry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingEntries } from '../../../runtime/lock.mjs';

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }>;
};

test('the lock file names every platform package, so that npm ci takes it (else: npm run lock)', () => {
  expect(missingEntries(packages)).toEqual({});
});

test('the lock file records no address of a registry', () => {
  expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test('a platform package that is missing is found, with the version and the platform that it has', () => {
  const tree = { 'node_modules/tool': { version: '1.0.0', optionalDependencies: { '@tool/linux-arm64-gnu': '1.0.0' } } };
  const missing = { 'node_modules/@tool/linux-arm64-gnu': { version: '1.0.0', os: ['linux'], cpu: ['arm64'], optional: true } };
  expect(missingEntries(tree)).toEqual(missing);
  expect(missingEntries({ ...tree, ...missing })).toEqual({});
});
