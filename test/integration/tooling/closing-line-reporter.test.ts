import { mkdtemp, rm } from 'node:fs/promises';
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

/** As `npm run test:full` runs them. */
async function runFully(names: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'again-'));
  try {
    const { code, stdout } = await runScript([join(ROOT, 'test/run-tests.main.ts'), '--full', `--config=${CONFIG}`, ...names], {
      cwd: ROOT,
      env: { MAY_LEAVE_OUT: 'no', TRIED: join(folder, 'tried') },
    });
    return { code, lines: stdout.split('\n') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const after = (lines: readonly string[], heading: string): string | undefined => lines[lines.indexOf(heading) + 1];

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

  it('fails a run in which nothing ran', async () => {
    const { code } = await runExamples(['leaves-out'], 'no');
    expect(code).toBe(1);
  });
});

describe('test/run-tests.main.ts --full', () => {
  it('tries what failed once more, alone, and says so', async () => {
    const { code, lines } = await runFully(['mended']);
    expect(after(lines, 'FAILED, AND TRIED ONCE MORE, ALONE:')).toMatch(/passes in another process: 1 \+ 1$/u);
    expect(after(lines, 'PASSED ONLY WHEN TRIED AGAIN:')).toMatch(/passes in another process: 1 \+ 1$/u);
    expect(lines).toContain('2 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('tries a file whose process crashed once more', async () => {
    const { code, lines } = await runFully(['crashes', 'passes']);
    expect(after(lines, 'FAILED, AND TRIED ONCE MORE, ALONE:')).toMatch(/crashes\.example\.ts > \(the whole file\)$/u);
    expect(lines).toContain('2 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('fails where the second try fails too', async () => {
    const { code, lines } = await runFully(['fails', 'passes']);
    expect(lines).toContain('1 passed, 1 failed');
    expect(code).toBe(1);
  });
});
