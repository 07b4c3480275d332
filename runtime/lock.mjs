/**
 * `npm run lock`, after any change of the packages: completes package-lock.json for other machines. A registry that lacks
 * some platform's packages makes npm drop their entries, and `npm ci` then refuses the lock everywhere. Each is entered with
 * the exact version that its parent names and the platform that its own name tells; no address of a registry is kept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup.mjs';

const FILE = join(ROOT, 'package-lock.json');
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'sunos', 'netbsd', 'openbsd', 'aix'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'wasm32'];

/**
 * @typedef {{ version?: string, resolved?: string, optional?: boolean, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[] }} Entry
 */

/**
 * The optional packages that the lock's entries name and the lock lacks, by the path they get.
 * @param {Record<string, Entry>} entries
 * @returns {Record<string, Entry>}
 */
export function missingEntries(entries) {
  /** @type {Record<string, Entry>} */
  const missing = {};
  for (const [path, { optionalDependencies }] of Object.entries(entries)) {
    if (path === '') continue;
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      if (found(entries, path, name)) continue;
      const top = `node_modules/${name}`;
      const taken = top in missing && missing[top]?.version !== version;
      missing[taken ? `${path}/${top}` : top] = { version, ...platform(name), optional: true };
    }
  }
  return missing;
}

/**
 * As Node looks: beside the package, then beside each that holds it.
 * @param {Record<string, Entry>} entries
 * @param {string} path
 * @param {string} name
 */
function found(entries, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (entries[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/**
 * @param {string} name
 * @returns {Pick<Entry, 'os' | 'cpu'>}
 */
function platform(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  return { ...(os ? { os: [os] } : {}), ...(cpu ? { cpu: [cpu] } : {}) };
}

if (process.argv[1] === import.meta.filename) {
  const lock = JSON.parse(readFileSync(FILE, 'utf8'));
  const missing = missingEntries(lock.packages);
  for (const [path, entry] of Object.entries({ ...lock.packages, ...missing })) {
    delete entry.resolved;
    lock.packages[path] = entry;
  }
  const [root, ...paths] = Object.keys(lock.packages).sort((one, other) => one.localeCompare(other, 'en'));
  lock.packages = Object.fromEntries([root ?? '', ...paths].map((path) => [path, lock.packages[path]]));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${Object.keys(missing).length} entries for other platforms added.\n`);
}
