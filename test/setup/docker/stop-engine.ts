import { leavePrivateEngine } from './private-engine.ts';

/** Nobody answers there: a test that names no engine has none, above all not the contributor's own. */
const NO_ENGINE = 'unix:///nonexistent/shakedown-tests/docker.sock';

/** Vitest's global set-up: says whose suite this is, and takes the contributor's own engine out of everybody's reach. */
export function setup(): void {
  process.env['SHAKEDOWN_TEST_SUITE'] = String(process.pid);
  process.env['SHAKEDOWN_TEST_OWN_ENGINE'] ??= process.env['DOCKER_HOST'] ?? '';
  process.env['DOCKER_HOST'] = NO_ENGINE;
}

/** Ends the test engine with the last suite that used it. */
export function teardown(): Promise<void> {
  return leavePrivateEngine(process.pid);
}
