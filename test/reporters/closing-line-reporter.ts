import { writeFileSync } from 'node:fs';
import { StolenCpu } from '../../src/load/engine/stolen-cpu.ts';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { excusesOf } from './files-to-try-again.ts';

interface Options {
  /** Whether a test that did not run is only named (`npm test`), or fails the run (`npm run test:full`). */
  readonly mayLeaveOut: boolean;
  readonly stolenCpu?: () => Pick<StolenCpu, 'share'>;
}

/**
 * Ends the output with `N passed, N failed` alone on a line, for CIs that look for it, and names every test that did not run, and what
 * the machine's host took of its CPU: a timing that failed may be its doing.
 * Where nothing may be left out (`npm run test:full`), a test that did not run fails the run, and so does a run without tests.
 *
 * Where every file that failed has an excuse (`excusesOf`), they and the count so far go to the file that `SHAKEDOWN_TEST_AGAIN` names,
 * and the closing line is left to whoever tries them again, with that count in `SHAKEDOWN_TEST_PASSED_BEFORE`.
 */
export class ClosingLineReporter implements Reporter {
  readonly #mayLeaveOut: boolean;
  readonly #stolenCpu: () => Pick<StolenCpu, 'share'>;
  readonly #stolen: Pick<StolenCpu, 'share'>;
  readonly #stolenBy = new Map<string, Pick<StolenCpu, 'share'>>();
  readonly #stolenIn = new Map<string, number | null>();

  constructor({ mayLeaveOut, stolenCpu = () => new StolenCpu() }: Options) {
    this.#mayLeaveOut = mayLeaveOut;
    this.#stolenCpu = stolenCpu;
    this.#stolen = stolenCpu();
  }

  onTestModuleStart({ moduleId }: TestModule): void {
    this.#begun(moduleId);
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    this.#ended(moduleId);
  }

  onTestCaseReady({ id }: TestCase): void {
    this.#begun(id);
  }

  onTestCaseResult({ id }: TestCase): void {
    this.#ended(id);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const leftOut = tests.filter((test) => ['skipped', 'pending'].includes(test.result().state));
    const brokenModules = modules.filter((module) => module.state() === 'failed' && [...module.children.allTests('failed')].length === 0);
    const leftOutFailed = this.#mayLeaveOut ? 0 : leftOut.length;
    const failed = tests.length - passed - leftOut.length + brokenModules.length + unhandledErrors.length + leftOutFailed;

    const again = this.#toTryAgain(modules, leftOutFailed > 0 ? leftOut : [], unhandledErrors);
    const handOver = process.env['SHAKEDOWN_TEST_AGAIN'];
    if (handOver !== undefined && again !== null) {
      const safe = tests.filter((test) => test.result().state === 'passed' && !again.has(test.module.moduleId)).length;
      writeFileSync(handOver, JSON.stringify({ files: [...again.keys()], passed: passedBefore() + safe }));
      const lines = [...again].map(([file, why]) => `  ${file}: ${why}\n`);
      process.stdout.write(`\nFAILED, AND TRIED ONCE MORE WHEN THE REST IS DONE:\n${lines.join('')}`);
      return;
    }

    if (leftOut.length > 0) {
      const heading = this.#mayLeaveOut
        ? 'NOT RUN HERE (npm run test:full installs what they need)'
        : 'NOT RUN, which test:full counts as failed';
      process.stdout.write(`\n${heading}:\n${namesOf(leftOut)}`);
    }
    const flaky = tests.filter((test) => test.diagnostic()?.flaky === true);
    if (flaky.length > 0) process.stdout.write(`\nPASSED ONLY WHEN TRIED AGAIN:\n${namesOf(flaky)}`);
    const stolen = this.#stolen.share();
    if (stolen !== null && stolen >= 0.01) {
      process.stdout.write(`\nThe host of this machine took ${(100 * stolen).toFixed(0)} % of its CPU meanwhile.\n`);
    }
    process.stdout.write(`\n${passedBefore() + passed} passed, ${failed} failed\n`);
    if (failed > 0 || tests.length === 0) process.exitCode = 1;
  }

  /** By file, why; `null` where nothing failed, or something did that has no excuse. */
  #toTryAgain(
    modules: readonly TestModule[],
    leftOut: readonly TestCase[],
    errors: readonly SerializedError[],
  ): ReadonlyMap<string, string> | null {
    const crashed = new Set(errors.map(crashedFile));
    if (crashed.has(null)) return null;
    if (leftOut.some((test) => !crashed.has(test.module.moduleId))) return null;
    const failed = modules.filter((module) => module.state() === 'failed' && !crashed.has(module.moduleId));
    return excusesOf([
      ...[...crashed].flatMap((path) => (path === null ? [] : [{ path, crashed: true, stolen: null }])),
      ...failed.map((module) => ({ path: module.moduleId, crashed: false, stolen: this.#stolenFrom(module) })),
    ]);
  }

  /** Of its failed tests the one that was least disturbed; where none failed, and yet it did, the file. */
  #stolenFrom({ children, moduleId }: TestModule): number | null {
    const ids = [...children.allTests('failed')].map(({ id }) => id);
    const shares = (ids.length > 0 ? ids : [moduleId]).map((id) => this.#stolenIn.get(id) ?? 0);
    return Math.min(...shares);
  }

  #begun(id: string): void {
    this.#stolenBy.set(id, this.#stolenCpu());
  }

  #ended(id: string): void {
    this.#stolenIn.set(id, this.#stolenBy.get(id)?.share() ?? null);
    this.#stolenBy.delete(id);
  }
}

const namesOf = (tests: readonly TestCase[]): string =>
  tests.map((test) => `  ${test.module.relativeModuleId} > ${test.fullName}\n`).join('');

/** By vitest's own words for a test process that ended before its file did. */
function crashedFile({ cause }: SerializedError): string | null {
  const message: unknown = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : null;
  return typeof message === 'string' ? (/exited unexpectedly .*while running test file (.+)$/u.exec(message)?.[1] ?? null) : null;
}

function passedBefore(): number {
  return Number(process.env['SHAKEDOWN_TEST_PASSED_BEFORE'] ?? 0);
}
