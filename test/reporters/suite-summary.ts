import type { SerializedError, TestCase, TestModule } from 'vitest/node';

/** A test by its file, from the project's root, and its full name, as vitest prints it: `suite > test`. */
export interface TestName {
  readonly file: string;
  readonly name: string;
}

/** What became of the tests of one run of vitest, as JSON can carry it. */
export interface SuiteSummary {
  readonly passed: readonly TestName[];
  readonly failed: readonly TestName[];
  readonly leftOut: readonly TestName[];
  /** Passed, but not at their first try. */
  readonly flaky: readonly TestName[];
  /** Files that failed without a test that did: they cannot be loaded, a hook failed, or their process ended. */
  readonly brokenFiles: readonly string[];
  /** Errors that belong to no file. */
  readonly strayErrors: number;
}

export function summarize(modules: readonly TestModule[], errors: readonly SerializedError[]): SuiteSummary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (...states: readonly string[]): readonly TestName[] =>
    tests.filter((test) => states.includes(test.result().state)).map(nameOf);
  const failed = inState('failed');
  const crashed = errors.map((error) => fileOfCrash(error, modules));
  const broken = modules.filter((module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0);
  return {
    passed: inState('passed'),
    failed,
    leftOut: inState('skipped', 'pending'),
    flaky: tests.filter((test) => test.diagnostic()?.flaky === true).map(nameOf),
    brokenFiles: [...new Set([...broken.map((module) => module.relativeModuleId), ...crashed.filter((file) => file !== null)])],
    strayErrors: crashed.filter((file) => file === null).length,
  };
}

const nameOf = (test: TestCase): TestName => ({ file: test.module.relativeModuleId, name: test.fullName });

/** By vitest's own words for a test process that ended before its file did. */
function fileOfCrash({ cause }: SerializedError, modules: readonly TestModule[]): string | null {
  const message: unknown = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : null;
  const [, path] = (typeof message === 'string' && /exited unexpectedly .*while running test file (.+)$/u.exec(message)) || [];
  return modules.find((module) => module.moduleId === path)?.relativeModuleId ?? path ?? null;
}
