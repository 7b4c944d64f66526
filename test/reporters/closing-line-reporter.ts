import { writeFileSync } from 'node:fs';
import { StolenCpu } from '../../src/load/engine/stolen-cpu.ts';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { closingLines, isGood } from './closing-lines.ts';
import { summarize } from './suite-summary.ts';

interface Options {
  /** Whether a test that did not run is only named (`npm test`), or fails the run (`npm run test:full`). */
  readonly mayLeaveOut: boolean;
}

/**
 * Ends the output with the closing lines, and fails a run that does not stand by them. Where SHAKEDOWN_TEST_SUMMARY names a file, what
 * became of the tests goes there, and whoever started this run closes it, together with others.
 */
export class ClosingLineReporter implements Reporter {
  readonly #mayLeaveOut: boolean;
  readonly #stolen = new StolenCpu();

  constructor({ mayLeaveOut }: Options) {
    this.#mayLeaveOut = mayLeaveOut;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const summary = summarize(modules, errors);
    const path = process.env['SHAKEDOWN_TEST_SUMMARY'];
    if (path === undefined) process.stdout.write(closingLines(summary, { mayLeaveOut: this.#mayLeaveOut, stolen: this.#stolen.share() }));
    else writeFileSync(path, JSON.stringify(summary));
    if (!isGood(summary, this.#mayLeaveOut)) process.exitCode = 1;
  }
}
