import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const page = readFileSync(fileURLToPath(new URL('../../../docs/ci.md', import.meta.url)), 'utf8');
const [github, gitlab] = [...page.matchAll(/```yaml\n([\s\S]*?)```/gu)].map(([, block = '']): unknown => parse(block));

const workflow = z.object({
  jobs: z.object({ shakedown: z.object({ steps: z.array(z.object({ if: z.string().optional(), run: z.string().optional() })) }) }),
});
const pipeline = z.object({ shakedown: z.object({ after_script: z.array(z.string()) }) });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-recipe-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'reports', 'one'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script as CI does, with an `npx` that notes what it was asked for and exits with 5 for everything. */
function calls(script: string): readonly string[] {
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  writeFileSync(join(folder, 'bin', 'npx'), `#!/bin/sh\necho "$*" >>${log}\nexit 5\n`);
  chmodSync(join(folder, 'bin', 'npx'), 0o755);
  spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` },
  });
  return readFileSync(log, 'utf8').trim().split('\n');
}

describe.skipIf(process.platform === 'win32')('after a cancelled job that left something, the recipe still recovers', () => {
  it('of GitHub', () => {
    const always = workflow.parse(github).jobs.shakedown.steps.filter((step) => step.if === 'always()');
    expect(always.flatMap(({ run }) => (run === undefined ? [] : calls(run)))).toEqual([
      'shakedown stop --all',
      'shakedown recover',
      'shakedown report reports/one/ --format junit',
    ]);
  });

  it('of GitLab, whose script ends at the first failure', () => {
    expect(calls(pipeline.parse(gitlab).shakedown.after_script.join('\n'))).toEqual([
      'shakedown stop --all',
      'shakedown recover',
      'shakedown report reports/one/ --format junit --format markdown',
    ]);
  });
});
