import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { RUN_LABEL } from '../../src/docker/labels.ts';
import type { Report } from '../../src/report/report.ts';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { shopImages } from '../setup/docker/shop-images.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { CliResult, Sandbox } from './cli.ts';
import { disturbed } from './shop/disturbed.ts';
import { shortForm } from './shop/short-form.ts';
import { untilWhole } from './shop/until-whole.ts';

const run = promisify(execFile);
const SHOP = join(ROOT, 'experiments/shop');
const OWN_STACK = /^stack: .*$/mu;
/** The one that is run as it is shipped, with a shop of its own. It asks that no API was ever restarted. */
const AS_SHIPPED = 'postgres-pool-cut.yaml';

const path = hasTestEngine() ? await pathWithComposeV2() : null;
if (path === null) process.stderr.write('\nTHE EXPERIMENTS ON THE SHOP DO NOT RUN HERE: they need an engine and Compose v2\n');

const experiments = (await readdir(SHOP)).filter((name) => name.endsWith('.yaml') && name !== 'compose.yaml');

describe.skipIf(path === null)('the shop’s experiments, in a short form', { timeout: 300_000 }, () => {
  const project = `sd-shop-${randomBytes(3).toString('hex')}`;
  let engine: DockerEngine;
  let env: Record<string, string>;
  let sandbox: Sandbox;
  let gateway: string;

  const compose = (...args: readonly string[]) =>
    run('docker-compose', ['-p', project, '-f', join(SHOP, 'compose.yaml'), ...args], {
      env: { ...process.env, ...env, DOCKER_HOST: engine.address.url },
      maxBuffer: 1e8,
    });
  const up = async (): Promise<void> => {
    await compose('up', '--detach', '--wait', '--no-build');
    gateway = `http://${(await compose('port', 'gateway', '8080')).stdout.trim()}`;
  };

  beforeAll(async () => {
    engine = await testEngine();
    env = { PATH: path ?? '', ...(await shopImages(engine)) };
    await up();
  }, 600_000);
  afterAll(() => compose('down', '--volumes', '--timeout', '1'), 120_000);
  beforeEach(async () => {
    sandbox = await createSandbox();
    await untilWhole(engine, project, gateway);
  });
  afterEach(async ({ task }) => {
    await sandbox.dispose();
    // What an experiment that failed has stopped. Whether it is well is asked before the next one.
    if (task.result?.state === 'fail') await up().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  });

  /** `isLastTry`: where the host took the CPU that the baseline needed, nothing was injected, and that has to do once. */
  async function check(name: string, result: CliResult, isLastTry: boolean): Promise<Report> {
    const said = result.stdout + result.stderr;
    const report = await sandbox.report();
    expect(report.exitCode, said).toBe(result.code);
    const why = disturbed(report);
    if (why === null) expect(result.code, said).toBe(0);
    else process.stderr.write(`\n${name} IS NOT JUDGED: ${why}\n`);
    expect(report.faults.length).toBeGreaterThan(0);
    if (!isLastTry || !report.reasons.some(({ code }) => code === 'baseline-not-met'))
      for (const { proof, gone } of report.faults) expect([proof?.proven, gone?.proven], said).toEqual([true, true]);
    expect(await leftOf(report.run), said).toEqual([]);
    expect(await sandbox.leftovers(), said).toEqual([]);
    return report;
  }

  async function leftOf(id: string): Promise<readonly string[]> {
    const filters = { label: [`${RUN_LABEL}=${id}`] };
    const containers = await engine.call('listing', (docker) => docker.listContainers({ all: true, filters }));
    const networks = await engine.call('listing', (docker) => docker.listNetworks({ filters }));
    return [...containers.map(({ Names }) => Names.join(' ')), ...networks.map(({ Name }) => Name)];
  }

  it('an order that is sent twice under one key is one order', async () => {
    const key = randomUUID();
    const send = async (): Promise<number> =>
      (await fetch(`${gateway}/orders`, { method: 'POST', headers: { 'idempotency-key': key }, body: '{"sku":"7"}' })).status;
    expect([await send(), await send()]).toEqual([202, 202]);
    // What is sent after them is worked off after them.
    await untilWhole(engine, project, gateway);
    const count = `SELECT count(*) FROM orders WHERE key = '${key}'`;
    expect((await compose('exec', '-T', 'postgres', 'psql', '-U', 'shop', '-Atc', count)).stdout.trim()).toBe('1');
  });

  it.for(experiments.filter((name) => name !== AS_SHIPPED))(
    '%s: the fault is proven, the shop holds, and nothing is left',
    async (name, { task }) => {
      await cp(join(SHOP, 'products.csv'), join(sandbox.folder, 'products.csv'));
      const manifest = join(sandbox.folder, basename(name));
      const text = (await readFile(join(SHOP, name), 'utf8')).replace(OWN_STACK, `stack: { project: ${project} }`);
      await writeFile(manifest, text);
      const result = await sandbox.run(['run', manifest, '--engine', engine.address.url, ...shortForm(text, SHOP)], { env });
      const { undo } = await check(name, result, (task.result?.retryCount ?? 0) > 0);
      expect(undo).toEqual({ complete: true, leftovers: [] });
    },
  );

  it(`${AS_SHIPPED}: the same as it is shipped, with a shop that comes and goes with the run`, async ({ task }) => {
    const manifest = join(SHOP, AS_SHIPPED);
    // Its services have begun a moment ago, beside another shop: they are compiled, and their pools filled, before anything counts.
    const short = [...shortForm(await readFile(manifest, 'utf8'), SHOP), '--set', 'phases.warmup=8s'];
    const result = await sandbox.run(['run', manifest, '--engine', engine.address.url, ...short], { env });
    const { undo, containers } = await check(AS_SHIPPED, result, (task.result?.retryCount ?? 0) > 0);
    expect(undo).toEqual({ complete: true, leftovers: [] });
    expect(containers.filter(({ service }) => service === 'api')).toHaveLength(3);
  });
});
