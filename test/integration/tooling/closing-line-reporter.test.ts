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

const exampleFile = (name: string): string => join(ROOT, `test/fixtures/closing-line/${name}.example.ts`);

/** What a failed run of the examples leaves to whoever tries again; `null` where it closes with its failures. */
async function handedOver(names: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'again-'));
  try {
    const path = join(folder, 'again.json');
    const { code, lines } = await runExamples(names, 'no', { SHAKEDOWN_TEST_AGAIN: path, ...env });
    expect(code).toBe(1);
    if ((await readdir(folder)).length === 0) return null;
    expect(lines).toContain('FAILED, AND TRIED ONCE MORE WHEN THE REST IS DONE:');
    return JSON.parse(await readFile(path, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
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
    expect(await handedOver(['passes', 'fails', 'crashes'])).toBeNull();
    expect(await handedOver(['passes', 'crashes'])).toEqual({ files: [exampleFile('crashes')], passed: 1 });
    const again = await runExamples(['passes'], 'no', { SHAKEDOWN_TEST_PASSED_BEFORE: '7' });
    expect(again.lines).toContain('8 passed, 0 failed');
  });

  it('hands over files that failed while the host took much of the CPU', async () => {
    expect(await handedOver(['passes', 'fails'], { STOLEN: '0.09' })).toBeNull();
    expect(await handedOver(['passes', 'fails'], { STOLEN: '0.3' })).toEqual({ files: [exampleFile('fails')], passed: 1 });
  });

  it('fails a run in which nothing ran', async () => {
    const { code } = await runExamples(['leaves-out'], 'no');
    expect(code).toBe(1);
  });
});
