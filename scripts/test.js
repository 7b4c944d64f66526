/**
 * Runs the tests. Everyday form: tests that need a program this machine lacks are left out, and named at the end.
 * `--full`: such programs are installed first (SHAKEDOWN_TEST_INSTALL=1 allows it), and a test left out is a failure.
 * Other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isFull = process.argv.includes('--full');
const vitestArgs = process.argv.slice(2).filter((arg) => arg !== '--full');

const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...vitestArgs], {
  cwd: ROOT,
  stdio: 'inherit',
  env: isFull ? { ...process.env, SHAKEDOWN_TEST_INSTALL: '1' } : process.env,
});
process.exitCode = status ?? 1;
