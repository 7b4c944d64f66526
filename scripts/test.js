/**
 * Runs the tests. Everyday form: tests that need a program this machine lacks are left out, and named at the end.
 * `--full`: such programs are installed first (SHAKEDOWN_TEST_INSTALL=1 allows it), and a test left out is a failure.
 * Other arguments go to vitest.
 *
 * Where nothing failed but files whose process crashed (a signal, not a test), or during which the machine's host took much of its
 * CPU, these are tried again in the end, twice at most, said loudly.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StolenCpu } from '../src/load/engine/stolen-cpu.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isFull = process.argv.includes('--full');
const vitestArgs = process.argv.slice(2).filter((arg) => arg !== '--full');

const MORE_TRIES = 2;
const handOver = join(mkdtempSync(join(tmpdir(), 'shakedown-test-')), 'again.json');
let status = vitest(vitestArgs, { SHAKEDOWN_TEST_AGAIN: handOver });
for (let left = MORE_TRIES; status !== 0 && left > 0 && existsSync(handOver); left -= 1) {
  const { files, passed } = JSON.parse(readFileSync(handOver, 'utf8'));
  rmSync(handOver);
  await untilUndisturbed();
  status = vitest(files, { SHAKEDOWN_TEST_PASSED_BEFORE: String(passed), ...(left > 1 ? { SHAKEDOWN_TEST_AGAIN: handOver } : {}) });
}
rmSync(dirname(handOver), { recursive: true, force: true });
process.exitCode = status ?? 1;

function vitest(args, more) {
  const env = { ...process.env, ...(isFull ? { SHAKEDOWN_TEST_INSTALL: '1' } : {}), ...more };
  return spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...args], { cwd: ROOT, stdio: 'inherit', env })
    .status;
}

/** Waits, five minutes at most, for a second of work of which the machine's host takes next to nothing. */
async function untilUndisturbed() {
  for (const began = performance.now(); performance.now() - began < 300_000; await sleep(10_000)) {
    const stolen = new StolenCpu();
    for (const start = performance.now(); performance.now() - start < 1000;);
    if ((stolen.share() ?? 0) < 0.02) return;
  }
}
