/**
 * Runs the tests. Everyday form: tests that need a program this machine lacks are left out, and named at the end.
 * `--full`: such programs are installed first (SHAKEDOWN_TEST_INSTALL=1 allows it), and a test left out is a failure.
 * Other arguments go to vitest. Files whose process crashed (a signal, not a test) are tried once more, said loudly, like single tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isFull = process.argv.includes('--full');
const vitestArgs = process.argv.slice(2).filter((arg) => arg !== '--full');

const handOver = join(mkdtempSync(join(tmpdir(), 'shakedown-test-')), 'crashed.json');
let status = vitest(vitestArgs, { SHAKEDOWN_TEST_CRASHED: handOver });
if (status !== 0 && existsSync(handOver)) {
  const { files, passed } = JSON.parse(readFileSync(handOver, 'utf8'));
  status = vitest(files, { SHAKEDOWN_TEST_PASSED_BEFORE: String(passed) });
}
rmSync(dirname(handOver), { recursive: true, force: true });
process.exitCode = status ?? 1;

function vitest(args, more) {
  const env = { ...process.env, ...(isFull ? { SHAKEDOWN_TEST_INSTALL: '1' } : {}), ...more };
  return spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...args], { cwd: ROOT, stdio: 'inherit', env })
    .status;
}
