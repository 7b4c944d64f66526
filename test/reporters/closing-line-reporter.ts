import { StolenCpu } from '../../src/load/engine/stolen-cpu.ts';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the output with `N passed, N failed` alone on a line, for CIs that look for it, and names every test that did not run, and what
 * the machine's host took of its CPU: a timing that failed may be its doing.
 * Where nothing may be left out (`npm run test:full`), a test that did not run fails the run, and so does a run without tests.
 */
export class ClosingLineReporter implements Reporter {
  readonly #mayLeaveOut: boolean;
  readonly #stolen = new StolenCpu();

  constructor(options: { readonly mayLeaveOut: boolean }) {
    this.#mayLeaveOut = options.mayLeaveOut;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const leftOut = tests.filter((test) => ['skipped', 'pending'].includes(test.result().state));
    const brokenModules = modules.filter((module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0);
    const leftOutFailed = this.#mayLeaveOut ? 0 : leftOut.length;
    const failed = tests.length - passed - leftOut.length + brokenModules.length + unhandledErrors.length + leftOutFailed;

    if (leftOut.length > 0) {
      const heading = this.#mayLeaveOut
        ? 'NOT RUN HERE (npm run test:full installs what they need)'
        : 'NOT RUN, which test:full counts as failed';
      process.stdout.write(`\n${heading}:\n${leftOut.map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}\n`).join('')}`);
    }
    const flaky = tests.filter((test) => test.diagnostic()?.flaky === true);
    if (flaky.length > 0) {
      process.stdout.write(
        `\nPASSED ONLY WHEN TRIED AGAIN:\n${flaky.map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}\n`).join('')}`,
      );
    }
    const stolen = this.#stolen.share();
    if (stolen !== null && stolen >= 0.01) {
      process.stdout.write(`\nThe host of this machine took ${(100 * stolen).toFixed(0)} % of its CPU meanwhile.\n`);
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    if (failed > 0 || tests.length === 0) process.exitCode = 1;
  }
}
