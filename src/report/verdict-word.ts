import type { Verdict } from './report.ts';

/** The verdict for people. A run that was asked to judge nothing is no pass, and its exit code 0 says that there is nothing to mend. */
export function verdictWord({ verdict, exitCode }: { readonly verdict: Verdict; readonly exitCode: number }): string {
  return exitCode === 0 && verdict !== 'pass' ? 'measured' : verdict;
}
