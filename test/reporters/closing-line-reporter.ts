import { writeFileSync } from 'node:fs';
import { StolenCpu } from '../../src/load/engine/stolen-cpu.ts';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the output with `N passed, N failed` alone on a line, for CIs that look for it, and names every test that did not run, and what
 * the machine's host took of its CPU: a timing that failed may be its doing.
 * Where nothing may be left out (`npm run test:full`), a test that did not run fails the run, and so does a run without tests.
 *
 * Where the process of a test file crashed, and nothing else is wrong, the files and the count so far go to the file that
 * `SHAKEDOWN_TEST_CRASHED` names, and the closing line is left to whoever tries them again, with that count in `SHAKEDOWN_TEST_PASSED_BEFORE`.
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

    const crashed = unhandledErrors.flatMap((error) => crashedFile(error) ?? []);
    const wrongElsewhere = tests.filter(
      (test) =>
        !crashed.includes(test.module.moduleId) && (test.result().state === 'failed' || (leftOutFailed > 0 && leftOut.includes(test))),
    );
    const brokenElsewhere = brokenModules.filter((module) => !crashed.includes(module.moduleId));
    const handOver = process.env['SHAKEDOWN_TEST_CRASHED'];
    if (
      handOver !== undefined &&
      crashed.length > 0 &&
      crashed.length === unhandledErrors.length &&
      wrongElsewhere.length + brokenElsewhere.length === 0
    ) {
      const safe = tests.filter((test) => test.result().state === 'passed' && !crashed.includes(test.module.moduleId)).length;
      writeFileSync(handOver, JSON.stringify({ files: crashed, passed: passedBefore() + safe }));
      process.stdout.write(
        `\nTHE PROCESS OF THESE TESTS CRASHED; THEY ARE TRIED ONCE MORE:\n${crashed.map((file) => `  ${file}\n`).join('')}`,
      );
      return;
    }

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
    process.stdout.write(`\n${passedBefore() + passed} passed, ${failed} failed\n`);
    if (failed > 0 || tests.length === 0) process.exitCode = 1;
  }
}

/** By vitest's own words for a test process that ended before its file did. */
function crashedFile({ cause }: SerializedError): string | null {
  const message: unknown = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : null;
  return typeof message === 'string' ? (/exited unexpectedly .*while running test file (.+)$/u.exec(message)?.[1] ?? null) : null;
}

function passedBefore(): number {
  return Number(process.env['SHAKEDOWN_TEST_PASSED_BEFORE'] ?? 0);
}
