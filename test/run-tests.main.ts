/**
 * Runs the tests. Everyday form: tests that need a program this machine lacks are left out, and named at the end.
 * `--full`: such programs are installed first (SHAKEDOWN_TEST_INSTALL=1 allows it), and a test left out is a failure.
 * Other arguments go to vitest, which then runs once.
 *
 * Else the pure tests run first; then those that break a Docker engine and the rest of the system's, beside each other: both mostly
 * wait, and neither touches what the other does. Few that failed are tried once more alone, on a machine that is left alone, and said.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { StolenCpu } from '../src/load/engine/stolen-cpu.ts';
import { closingLines, isGood, namesUnder } from './reporters/closing-lines.ts';
import type { SuiteSummary } from './reporters/suite-summary.ts';
import { together, whatToTryAgain, withSecondTry } from './reporters/try-again.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const isFull = process.argv.includes('--full');
const vitestArgs = process.argv.slice(2).filter((arg) => arg !== '--full');
const stolen = new StolenCpu();
let runs = 0;

const folder = mkdtempSync(join(tmpdir(), 'shakedown-test-'));
try {
  const first = vitestArgs.length > 0 ? [await vitest(vitestArgs)] : await everything();
  // Without a summary vitest itself failed, and said so.
  const all = first.filter((summary) => summary !== null);
  process.exitCode = all.length < first.length ? 1 : await close(together(all));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function everything(): Promise<readonly (SuiteSummary | null)[]> {
  const pure = await vitest(['--project', 'unit']);
  return [pure, ...(await Promise.all([vitest(['--project', 'engine']), vitest(['--project', 'system'])]))];
}

async function close(first: SuiteSummary): Promise<number> {
  const summary = await withAnotherTry(first);
  process.stdout.write(closingLines(summary, { mayLeaveOut: !isFull, stolen: stolen.share() }));
  return isGood(summary, !isFull) ? 0 : 1;
}

async function withAnotherTry(summary: SuiteSummary): Promise<SuiteSummary> {
  const again = isFull ? whatToTryAgain(summary) : null;
  if (again === null) return summary;
  const broken = summary.brokenFiles.map((file) => ({ file, name: '(the whole file)' }));
  process.stdout.write(namesUnder('FAILED, AND TRIED ONCE MORE, ALONE', [...summary.failed, ...broken]));
  await untilUndisturbed();
  const options = vitestArgs.filter((arg) => arg.startsWith('-'));
  const second = await vitest([...options, ...again.files, ...(again.names === null ? [] : ['--testNamePattern', again.names])]);
  return second === null ? summary : withSecondTry(summary, second);
}

/** What became of its tests; `null` where it could not say. */
async function vitest(args: readonly string[]): Promise<SuiteSummary | null> {
  const path = join(folder, `${(runs += 1)}.json`);
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...args], {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, SHAKEDOWN_TEST_SUMMARY: path, ...(isFull ? { SHAKEDOWN_TEST_INSTALL: '1' } : {}) },
  });
  // Whole lines, since two may be at work.
  relay(child.stdout, process.stdout);
  relay(child.stderr, process.stderr);
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function relay(from: Readable, to: Writable): void {
  let rest = '';
  from.setEncoding('utf8');
  from.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) to.write(`${lines.join('\n')}\n`);
  });
  from.on('end', () => to.write(rest));
}

/** Waits, two minutes at most, for a second of work of which the machine's host takes next to nothing. */
async function untilUndisturbed(): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 120_000; await sleep(10_000)) {
    const taken = new StolenCpu();
    for (const start = performance.now(); performance.now() - start < 1000;);
    if ((taken.share() ?? 0) < 0.02) return;
  }
}
