import type { SuiteSummary, TestName } from './suite-summary.ts';

/** More than so many are no accident of a busy machine. */
const MOST_TESTS = 12;

/** Which tests deserve another try, alone: those that failed, and whole files that broke. `null`: none failed, or too many did. */
export interface Again {
  readonly files: readonly string[];
  /** A pattern of the names of the tests in them that are meant; `null`: all, because a file broke. */
  readonly names: string | null;
}

export function whatToTryAgain({ failed, brokenFiles, strayErrors }: SuiteSummary): Again | null {
  const count = failed.length + brokenFiles.length;
  if (count === 0 || count > MOST_TESTS || strayErrors > 0) return null;
  const files = [...new Set([...failed.map(({ file }) => file), ...brokenFiles])];
  return { files, names: brokenFiles.length > 0 ? null : `^(${failed.map(({ name }) => pattern(name)).join('|')})$` };
}

/**
 * The first run, and what became of the tests that were tried again: of those that passed now it is said that they did only now. What
 * the first run told of a file that broke is not counted.
 */
export function withSecondTry(first: SuiteSummary, second: SuiteSummary): SuiteSummary {
  const broke = ({ file }: TestName): boolean => first.brokenFiles.includes(file);
  const stood = (test: TestName): boolean => !broke(test);
  const passed = new Set(second.passed.map(key));
  const mended = first.failed.filter((test) => stood(test) && passed.has(key(test)));
  const seen = new Set([...second.passed, ...second.failed, ...second.leftOut].map(({ file }) => file));
  return {
    passed: [...first.passed.filter(stood), ...mended, ...second.passed.filter(broke)],
    failed: [...first.failed.filter((test) => stood(test) && !passed.has(key(test))), ...second.failed.filter(broke)],
    leftOut: [...first.leftOut.filter(stood), ...second.leftOut.filter(broke)],
    flaky: [...first.flaky.filter(stood), ...mended, ...second.passed.filter(broke)],
    brokenFiles: [...new Set([...second.brokenFiles, ...first.brokenFiles.filter((file) => !seen.has(file))])],
    strayErrors: second.strayErrors,
  };
}

export function together(summaries: readonly SuiteSummary[]): SuiteSummary {
  return {
    passed: summaries.flatMap(({ passed }) => passed),
    failed: summaries.flatMap(({ failed }) => failed),
    leftOut: summaries.flatMap(({ leftOut }) => leftOut),
    flaky: summaries.flatMap(({ flaky }) => flaky),
    brokenFiles: summaries.flatMap(({ brokenFiles }) => brokenFiles),
    strayErrors: summaries.reduce((sum, { strayErrors }) => sum + strayErrors, 0),
  };
}

const key = ({ file, name }: TestName): string => `${file} > ${name}`;

/** Vitest matches a name whose parts a space joins, and reports one whose parts ` > ` joins. */
function pattern(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`).replaceAll(' > ', ' (> )?');
}
