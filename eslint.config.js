/**
 * Type-aware lint, and the dangerous symbols: what may be used in one place only. test/unit/rules.test.ts plants a breach of
 * each.
 */
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const RULES = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/no-implied-eval': 'error',
  eqeqeq: ['error', 'always'],
  'no-eval': 'error',
  'no-console': 'error',
  'prefer-const': 'error',
  'no-var': 'error',
  'max-lines': ['error', { max: 400 }],
};

/** The gate alone hears the renderer; the shell alone opens the system's browser. */
const PLATFORM_ONLY = (names, where) => ({
  selector: `ImportDeclaration[source.value=/\\u002Fplatform\\.ts$/] > ImportSpecifier[imported.name=/^(${names})$/]`,
  message: `${names} is used in ${where} only.`,
});
const IPC_MAIN = PLATFORM_ONLY('ipcMain', 'electron/gate');
const SHELL = PLATFORM_ONLY('shell', 'electron/shell');
const WHOLE_PLATFORM = {
  selector: 'ImportNamespaceSpecifier[parent.source.value=/\\u002Fplatform\\.ts$/], ImportExpression[source.value=/\\u002Fplatform\\.ts$/]',
  message: 'Import from the platform by name.',
};
const CONTEXT_MAKER = {
  selector:
    ':matches(ImportSpecifier[imported.name=/^makeTenantContext$/], ExportSpecifier[local.name=/^makeTenantContext$/], MemberExpression[property.name=/^makeTenantContext$/])',
  message: 'A TenantContext is made in hub/context and electron/context only.',
};
const restrict = (...selectors) => ({ 'no-restricted-syntax': ['error', ...selectors] });
const NO_FETCH = {
  'no-restricted-globals': ['error', { name: 'fetch', message: 'The workstation speaks to the hub in electron/sync/transport.ts only.' }],
  'no-restricted-properties': [
    'error',
    { object: 'globalThis', property: 'fetch', message: 'The workstation speaks to the hub in electron/sync/transport.ts only.' },
  ],
};

export default defineConfig(
  { ignores: ['out/**', 'node_modules/**', '.data/**', 'runtime/stand-in/page/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.config.ts'] }, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { ...RULES, ...restrict(CONTEXT_MAKER) },
  },
  { files: ['electron/**/*.ts'], rules: { ...NO_FETCH, ...restrict(IPC_MAIN, SHELL, WHOLE_PLATFORM, CONTEXT_MAKER) } },
  { files: ['electron/gate/**/*.ts'], rules: restrict(SHELL, WHOLE_PLATFORM, CONTEXT_MAKER) },
  { files: ['electron/shell/**/*.ts'], rules: restrict(IPC_MAIN, WHOLE_PLATFORM, CONTEXT_MAKER) },
  { files: ['electron/context/**/*.ts'], rules: restrict(IPC_MAIN, SHELL, WHOLE_PLATFORM) },
  { files: ['hub/context/**/*.ts', 'shared/query/**/*.ts', 'test/**/*.ts', 'test/**/*.tsx'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['electron/sync/transport.ts'], rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' } },
);
