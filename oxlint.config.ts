import { defineConfig } from 'oxlint';
import { importDirections } from './lint/import-directions.ts';

const NO_UNSAFE = ['argument', 'assignment', 'call', 'member-access', 'return'].map((what) => `typescript/no-unsafe-${what}`);

/** What was caught, and `signal.reason`, may be passed on as they came. */
const RETHROWN = { allowThrowingAny: true, allowThrowingUnknown: true };

const turn = <Severity extends 'error' | 'off'>(severity: Severity, rules: readonly string[]): Record<string, Severity> =>
  Object.fromEntries(rules.map((rule) => [rule, severity]));

/** Right in principle, noise here. */
const NOISE = [
  // `fc.property()` is how fast-check is written.
  'import/no-named-as-default-member',
  // For browsers' messages, for JSX before React 17, and what tsc checks better.
  'unicorn/require-post-message-target-origin',
  'react/react-in-jsx-scope',
  'typescript/consistent-return',
  // Most sorted arrays are fresh ones; a counter array needs a length; immutable values may be shared.
  'unicorn/no-array-fill-with-reference-type',
  'unicorn/no-array-reverse',
  'unicorn/no-array-sort',
  'unicorn/no-new-array',
  // Terminals are spoken to in control characters.
  'no-control-regex',
  // A small closure reads best beside its only caller, and may use the words that fit.
  'no-shadow',
  'unicorn/consistent-function-scoping',
  // Interfaces here declare functions as methods; a literal beside `string` documents; loops that await do modify their condition.
  'typescript/unbound-method',
  'typescript/no-redundant-type-constituents',
  'no-unmodified-loop-condition',
  // `isTTY === true`: Node's types say boolean where there may be nothing.
  'typescript/no-unnecessary-boolean-literal-compare',
  // Expectations stand in helper functions too.
  'vitest/no-conditional-expect',
  'vitest/no-standalone-expect',
  'vitest/require-to-throw-message',
];

export default defineConfig({
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'node', 'react', 'vitest'],
  ignorePatterns: ['dist', '.dist-*', 'reports', 'test/fixtures'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    // An undo that nobody awaits is the worst bug there is.
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/return-await': ['error', 'in-try-catch'],
    'typescript/only-throw-error': ['error', RETHROWN],
    'typescript/prefer-promise-reject-errors': ['error', RETHROWN],
    'typescript/use-unknown-in-catch-callback-variable': 'error',

    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    ...turn('error', NO_UNSAFE),
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    'typescript/ban-ts-comment': 'error',
    'typescript/prefer-readonly': 'error',

    'import/no-cycle': ['error', { ignoreTypes: true }],
    'import/no-default-export': 'error',
    'import/no-duplicates': 'error',
    'import/no-mutable-exports': 'error',
    'import/no-unassigned-import': 'error',

    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-console': 'error',
    'no-empty': 'error',
    'no-param-reassign': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    'no-var': 'error',
    'prefer-const': 'error',
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    'unicorn/prefer-node-protocol': 'error',

    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'assert*', 'fc.assert'] }],

    ...turn('off', NOISE),
  },
  overrides: [
    ...importDirections(),
    // The tools' configuration and set-up files are read by their default export.
    { files: ['*.config.ts', 'test/setup/*.ts'], rules: { 'import/no-default-export': 'off' } },
    // Plain JavaScript: without type annotations these rules can only guess.
    { files: ['bin/**', 'scripts/**', 'experiments/**'], rules: turn('off', [...NO_UNSAFE, 'typescript/prefer-readonly']) },
    // Several files make the one script of a report's page: what one declares, another uses.
    { files: ['src/report/html/client/**'], rules: turn('off', ['no-unused-vars']) },
    { files: ['test/bench/**'], rules: { 'no-console': 'off' } },
    // A test may say what the JSON it reads is; a wrong word fails there, and nowhere else.
    {
      files: ['test/**'],
      rules: turn('off', [...NO_UNSAFE, 'typescript/no-unsafe-type-assertion']),
    },
  ],
});
