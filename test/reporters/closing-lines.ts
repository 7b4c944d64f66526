import type { SuiteSummary, TestName } from './suite-summary.ts';

export interface Closing {
  /** Whether a test that did not run is only named (`npm test`), or counts as failed (`npm run test:full`). */
  readonly mayLeaveOut: boolean;
  /** Share of the machine's CPU that its host took meanwhile, 0–1; `null` where that is not known. */
  readonly stolen: number | null;
}

/**
 * What a run of tests ends with: every test that did not run or needed another try, what the machine's host took of its CPU (a timing
 * that failed may be its doing), and `N passed, N failed` alone on the last line, for CIs that look for it.
 */
export function closingLines(summary: SuiteSummary, { mayLeaveOut, stolen }: Closing): string {
  const { passed, leftOut, flaky } = summary;
  const heading = mayLeaveOut ? 'NOT RUN HERE (npm run test:full installs what they need)' : 'NOT RUN, which test:full counts as failed';
  return [
    namesUnder(heading, leftOut),
    namesUnder('PASSED ONLY WHEN TRIED AGAIN', flaky),
    stolen !== null && stolen >= 0.01 ? `\nThe host of this machine took ${(100 * stolen).toFixed(0)} % of its CPU meanwhile.\n` : '',
    `\n${passed.length} passed, ${countFailed(summary, mayLeaveOut)} failed\n`,
  ].join('');
}

/** Whether the run stands: nothing failed, nothing was left out that may not be, and something ran. */
export function isGood(summary: SuiteSummary, mayLeaveOut: boolean): boolean {
  const ran = summary.passed.length > 0 || (mayLeaveOut && summary.leftOut.length > 0);
  return ran && countFailed(summary, mayLeaveOut) === 0;
}

function countFailed({ failed, leftOut, brokenFiles, strayErrors }: SuiteSummary, mayLeaveOut: boolean): number {
  return failed.length + brokenFiles.length + strayErrors + (mayLeaveOut ? 0 : leftOut.length);
}

export function namesUnder(heading: string, tests: readonly TestName[]): string {
  return tests.length === 0 ? '' : `\n${heading}:\n${tests.map(({ file, name }) => `  ${file} > ${name}\n`).join('')}`;
}
