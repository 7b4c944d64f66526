import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './run-oxlint.ts';
import { runScript } from './run-script.ts';

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const CONFIG = join(ROOT, 'test/fixtures/closing-line/vitest.config.ts');

async function runExamples(names: readonly string[], mayLeaveOut: 'yes' | 'no', env: Readonly<Record<string, string>> = {}) {
  const { code, stdout } = await runScript([VITEST, 'run', '--config', CONFIG, ...names], {
    cwd: ROOT,
    env: { MAY_LEAVE_OUT: mayLeaveOut, ...env },
  });
  return { code, lines: stdout.split('\n') };
}

describe('ClosingLineReporter', () => {
  it('ends with the counts alone on a line', async () => {
    const { code, lines } = await runExamples(['passes', 'fails'], 'no');
    expect(lines.filter((line) => line !== '').at(-1)).toBe('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('counts a file that cannot be loaded as failed', async () => {
    const { code, lines } = await runExamples(['passes', 'breaks'], 'no');
    expect(lines).toContain('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('names what was left out, and goes on, in the everyday form', async () => {
    const { code, lines } = await runExamples(['passes', 'leaves-out'], 'yes');
    expect(lines).toContain('  leaves-out.example.ts > needs what is not here');
    expect(lines).toContain('1 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('fails a full run that left a test out', async () => {
    const { code, lines } = await runExamples(['passes', 'leaves-out'], 'no');
    expect(lines).toContain('1 passed, 1 failed');
    expect(code).toBe(1);
  });

  it('names what passed only when tried again', async () => {
    const { code, lines } = await runExamples(['passes', 'wavers'], 'no');
    const heading = lines.indexOf('PASSED ONLY WHEN TRIED AGAIN:');
    expect(lines[heading + 1]).toBe('  wavers.example.ts > passes when tried again');
    expect(lines).toContain('2 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('hands over files whose process crashed, unless something else is wrong too; what went before counts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'crashed-'));
    try {
      const SHAKEDOWN_TEST_CRASHED = join(folder, 'crashed.json');
      const spoilt = await runExamples(['passes', 'fails', 'crashes'], 'no', { SHAKEDOWN_TEST_CRASHED });
      expect(spoilt.code).toBe(1);
      expect(await readdir(folder)).toEqual([]);
      const { code, lines } = await runExamples(['passes', 'crashes'], 'no', { SHAKEDOWN_TEST_CRASHED });
      expect(code).toBe(1);
      expect(lines).toContain('THE PROCESS OF THESE TESTS CRASHED; THEY ARE TRIED ONCE MORE:');
      const file = join(ROOT, 'test/fixtures/closing-line/crashes.example.ts');
      expect(JSON.parse(await readFile(SHAKEDOWN_TEST_CRASHED, 'utf8'))).toEqual({ files: [file], passed: 1 });
    } finally {
      await rm(folder, { recursive: true });
    }
    const again = await runExamples(['passes'], 'no', { SHAKEDOWN_TEST_PASSED_BEFORE: '7' });
    expect(again.lines).toContain('8 passed, 0 failed');
  });

  it('fails a run in which nothing ran', async () => {
    const { code } = await runExamples(['leaves-out'], 'no');
    expect(code).toBe(1);
  });
});
