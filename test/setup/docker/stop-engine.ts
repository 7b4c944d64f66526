import { leavePrivateEngine } from './private-engine.ts';

/** Vitest's global set-up: says whose suite this is. */
export function setup(): void {
  process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
}

/** Ends the test engine with the last suite that used it. */
export function teardown(): Promise<void> {
  return leavePrivateEngine(process.pid);
}
