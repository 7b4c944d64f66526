import { defineConfig } from 'oxlint';
import { importDirections } from './lint/import-directions.ts';

const NO_UNSAFE = ['argument', 'assignment', 'call', 'member-access', 'return'].map((what) => `typescript/no-unsafe-${what}`);

const turn = <Severity extends 'error' | 'off'>(severity: Severity, rules: readonly string[]): Record<string, Severity> =>
  Object.fromEntries(rules.map((rule) => [rule, severity]));

export default defineConfig({
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'node', 'promise', 'react', 'vitest'],
  ignorePatterns: ['dist', '.dist-*', 'reports', 'test/fixtures'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    // An undo that nobody awaits is the worst bug there is.
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/return-await': ['error', 'in-try-catch'],
    'typescript/only-throw-error': 'error',
    'typescript/prefer-promise-reject-errors': 'error',
    'typescript/use-unknown-in-catch-callback-variable': 'error',

    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    ...turn('error', NO_UNSAFE),
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'typescript/ban-ts-comment': 'error',
    'typescript/prefer-readonly': 'error',

    'import/no-cycle': ['error', { ignoreTypes: true }],
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'import/no-mutable-exports': 'error',
    'import/no-unassigned-import': 'error',

    eqeqeq: 'error',
    'no-console': 'error',
    'no-empty': 'error',
    'no-param-reassign': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'unicorn/prefer-node-protocol': 'error',

    // Right in principle, noise here: fc.property() is how fast-check is written, most sorted arrays are fresh ones, and a small
    // closure reads best beside its only caller.
    'import/no-named-as-default-member': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-reverse': 'off',
    'unicorn/no-array-sort': 'off',
    'vitest/no-conditional-expect': 'off',
  },
  overrides: [
    ...importDirections(),
    // The tools' configuration files are read by their default export.
    { files: ['*.config.ts'], rules: { 'import/no-default-export': 'off' } },
    // Plain JavaScript: without type annotations these rules can only guess.
    { files: ['bin/**', 'scripts/**', 'experiments/**'], rules: turn('off', [...NO_UNSAFE, 'typescript/prefer-readonly']) },
    // A test may say what the JSON it reads is; a wrong word fails there, and nowhere else.
    { files: ['test/**'], rules: turn('off', ['typescript/no-unsafe-assignment', 'typescript/no-unsafe-return']) },
  ],
});
