import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/manifest/parse-manifest.ts';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { shopImages } from '../setup/docker/shop-images.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox } from './cli.ts';

const run = promisify(execFile);
const SHOP = join(ROOT, 'experiments/shop');
const OWN_STACK = /^stack: .*$/mu;

const path = hasTestEngine() ? await pathWithComposeV2() : null;
if (path === null) process.stderr.write('\nTHE EXPERIMENTS ON THE SHOP DO NOT RUN HERE: they need an engine and Compose v2\n');

/** What of an experiment's time its SLOs do not need. Faults that follow one another keep theirs: 98 % at 60/s are decided in four seconds. */
function shortForm(text: string): string[] {
  const parsed = parseManifest(text, { file: 'experiment.yaml', folder: SHOP, env: {}, set: [] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { faults, slos } = parsed.experiment;
  const phases = {
    warmup: '500ms',
    baseline: '4s',
    ...(faults.some(({ atMs }) => atMs > 0) ? {} : { fault: '6s' }),
    recovery: slos.some(({ phase }) => phase === 'recovery') ? '5s' : '1s',
  };
  return Object.entries(phases).flatMap(([phase, length]) => ['--set', `phases.${phase}=${length}`]);
}

const experiments = (await readdir(SHOP)).filter((name) => name.endsWith('.yaml') && name !== 'compose.yaml');

describe.skipIf(path === null)('the shop’s experiments, in a short form', { timeout: 300_000 }, () => {
  const project = `sd-shop-${randomBytes(3).toString('hex')}`;
  let engine: DockerEngine;
  let env: Record<string, string>;
  let sandbox: Sandbox;

  const compose = (...args: readonly string[]) =>
    run('docker-compose', ['-p', project, '-f', join(SHOP, 'compose.yaml'), ...args], {
      env: { ...process.env, ...env, DOCKER_HOST: engine.address.url },
      maxBuffer: 1e8,
    });

  beforeAll(async () => {
    engine = await testEngine();
    env = { PATH: path ?? '', ...(await shopImages(engine)) };
    await compose('up', '--detach', '--wait', '--no-build');
  }, 600_000);
  afterAll(() => compose('down', '--volumes', '--timeout', '1'), 120_000);
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(async ({ task }) => {
    await sandbox.dispose();
    // The next one begins with a shop that is whole.
    if (task.result?.state === 'fail') await compose('up', '--detach', '--wait', '--no-build');
  });

  it('shows products from its cache: else nobody could miss it', async () => {
    const { stdout } = await compose('port', 'gateway', '8080');
    const ask = async (): Promise<string> => (await fetch(`http://${stdout.trim()}/products/1`)).text();
    await ask();
    await expect.poll(ask).toContain('"from":"cache"');
  });

  it.each(experiments)('%s: the fault is proven, the shop holds, and nothing is left', async (name) => {
    await cp(join(SHOP, 'products.csv'), join(sandbox.folder, 'products.csv'));
    const manifest = join(sandbox.folder, basename(name));
    const text = (await readFile(join(SHOP, name), 'utf8')).replace(OWN_STACK, `stack: { project: ${project} }`);
    await writeFile(manifest, text);
    const result = await sandbox.run(['run', manifest, '--engine', engine.address.url, ...shortForm(text)], { env });
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const report = await sandbox.report();
    expect(report.faults.length).toBeGreaterThan(0);
    for (const { proof, gone } of report.faults) expect([proof?.proven, gone?.proven], result.stdout + result.stderr).toEqual([true, true]);
    expect(report.undo).toEqual({ complete: true, leftovers: [] });
  });
});
