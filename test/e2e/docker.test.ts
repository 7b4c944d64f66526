import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { RUN_LABEL } from '../../src/docker/labels.ts';
import { listProject } from '../../src/docker/stack-container.ts';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { execIn } from '../contract/docker-network/exec-in.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox, StartedCli } from './cli.ts';
import { processesLeft, processesOf } from './processes-of.ts';

const run = promisify(execFile);
const STACK = join(ROOT, 'test/fixtures/stacks/containers');
const path = hasTestEngine() ? await pathWithComposeV2() : null;
if (path === null) process.stderr.write('\nRUNS ON CONTAINERS ARE NOT TESTED HERE: they need an engine and Compose v2\n');

const limit = (): AbortSignal => AbortSignal.timeout(20_000);

describe.skipIf(path === null)('a run on containers', () => {
  let engine: DockerEngine;
  let sandbox: Sandbox;
  let env: Record<string, string>;
  const project = `sd-e2e-${randomBytes(3).toString('hex')}`;

  beforeAll(async () => {
    engine = await testEngine();
    env = { PATH: path ?? '', IMAGE: await testImage(engine, 'base') };
  });
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    await sandbox.dispose();
  });

  const onEngine = (...args: readonly string[]): readonly string[] => [...args, '--engine', engine.address.url];
  const start = (...args: readonly string[]): StartedCli => sandbox.start(onEngine(...args), { env });
  const stateOf = async (service: string, replica: number): Promise<string | undefined> =>
    (await listProject(engine, project, limit())).find((one) => one.service === service && one.replica === replica)?.status;

  async function ofRun(id: string): Promise<readonly string[]> {
    const filters = { label: [`${RUN_LABEL}=${id}`] };
    const [containers, networks, volumes] = await Promise.all([
      engine.call('listing', (docker) => docker.listContainers({ all: true, filters })),
      engine.call('listing', (docker) => docker.listNetworks({ filters })),
      engine.call('listing', (docker) => docker.listVolumes({ filters })),
    ]);
    const names = containers.map(({ Names }) => Names.join(' '));
    return [...names, ...networks.map(({ Name }) => Name), ...volumes.Volumes.map(({ Name }) => Name)];
  }

  it('brings a compose file up as its own, breaks it, tells what became of the containers, and leaves nothing', async () => {
    const result = await start('run', join(STACK, 'experiment.yaml')).done;
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const report = await sandbox.report();
    expect(report.faults.map(({ id, proof, gone }) => [id, proof?.proven, gone?.proven])).toEqual([
      ['frozen', true, true],
      ['no-data', true, true],
    ]);
    expect(report.warnings.join('\n')).toContain('db had not come back by itself');
    const services = report.containers.map(({ service }) => service ?? '').toSorted((a, b) => a.localeCompare(b));
    expect(services).toEqual(['api', 'api', 'db']);
    const changes = report.containers.flatMap(({ lifecycle }) => lifecycle.map(({ change }) => change));
    for (const change of ['started', 'paused', 'unpaused', 'died']) expect(changes).toContain(change);
    expect(report.containers.some(({ cpuCores }) => cpuCores !== null)).toBe(true);
    expect(await ofRun(report.run)).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('is judged by what the engine says of its containers: state, health, restarts', async () => {
    const result = await start('run', join(STACK, 'probed.yaml')).done;
    expect(result.code, result.stdout + result.stderr).toBe(1);
    const report = await sandbox.report();
    expect(report.slos.map(({ expr, phase, verdict }) => [expr, phase, verdict])).toEqual([
      ['probe(api-up) >= 99%', 'fault', 'fail'],
      ['probe(api-up) >= 99%', 'baseline', 'pass'],
      ['probe(flaky-up) <= 2', 'all', 'pass'],
      ['probe(flaky-up) > 1', 'all', 'pass'],
    ]);
    expect(JSON.stringify(report.probes)).toMatch(/api[-_]1 is paused, not running/u);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('has on its timeline who ran out of memory, and whose health turned', async () => {
    const cli = start('run', join(STACK, 'unwell.yaml'));
    await cli.event('phase-started');
    const [started] = await sandbox.events();
    const own = await listProject(engine, `shakedown-unwell-${started?.type === 'run-started' ? started.run : ''}`, limit());
    const idOf = (service: string): string => own.find((one) => one.service === service)?.id ?? '';
    await execIn(engine, idOf('hog'), 'touch /tmp/go');
    await execIn(engine, idOf('moody'), 'rm /tmp/ok');
    const result = await cli.done;
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const { containers } = await sandbox.report();
    const hog = containers.find(({ service }) => service === 'hog');
    expect(hog).toMatchObject({ oomKills: 1, deaths: 1, exitCode: 137 });
    const changes = hog?.lifecycle.map(({ change, expected }) => [change, expected]);
    expect(changes).toEqual(expect.arrayContaining([['oom-killed', false]]));
    const moody = containers.find(({ service }) => service === 'moody');
    expect(moody?.health).toBe('unhealthy');
    expect(moody?.lifecycle.flatMap(({ health }) => health ?? []).at(-1)).toBe('unhealthy');
    expect(result.stdout).toMatch(/hog.* out of memory/u);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('shows its blast radius without touching anything', async () => {
    const result = await start('plan', join(STACK, 'experiment.yaml')).done;
    expect(result.code, result.stderr).toBe(0);
    expect(result.stdout).toContain('2 of 3 containers');
    expect(result.stdout).toContain(engine.id);
    const mine = await engine.call('listing', (docker) =>
      docker.listContainers({ all: true, filters: { name: ['shakedown-containers-'] } }),
    );
    expect(mine).toEqual([]);
  });

  it.each([
    ['no engine', ['--engine', 'unix:///nonexistent.sock'], 6, /no Docker engine answers/u],
    ['a service that is not there', ['--set', 'targets.one-api.service=apo'], 2, /no service `apo`.*Did you mean `api`/su],
    ['a compose file that is not there', ['--set', 'stack.compose.file=nowhere.yaml'], 2, /compose file does not exist/u],
    ['a label that nobody has', ['--set', 'targets.data.label=tier=nobody'], 2, /no container with the label `tier=nobody`/u],
  ])('says what is wrong: %s', async (_, args, code, words) => {
    const flags = args.includes('--engine') ? args : onEngine(...args);
    const result = await sandbox.run(['plan', join(STACK, 'experiment.yaml'), ...flags], { env });
    expect(result.stderr).toMatch(words);
    expect(result.code).toBe(code);
  });

  it('says so when a probe asks of a service that is not there', async () => {
    const result = await start('plan', join(STACK, 'probed.yaml'), '--set', 'probes.0.container=apo').done;
    expect(result.stderr).toMatch(
      /probe `api-up` asks of nothing: the stack has no service `apo`.*line 10, column 5.*Did you mean `api`/su,
    );
    expect(result.code).toBe(2);
  });

  it('brings up what its profiles name, with the environment that the manifest gives', async () => {
    await writeFile(
      join(sandbox.folder, 'compose.yaml'),
      `services:
  api: { image: '\${IMAGE}', command: [sleep, '1000'], stop_grace_period: 0s }
  extra: { image: '\${IMAGE}', command: [sleep, '1000'], stop_grace_period: 0s, profiles: [full], labels: { tier: '\${TIER}' } }
`,
    );
    await writeFile(
      join(sandbox.folder, 'experiment.yaml'),
      `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: profiled }
stack: { compose: { file: compose.yaml, profiles: [full], env: { TIER: gold } } }
targets: { chosen: { label: tier=gold } }
probes:
  - { name: up, every: 1s, container: api, expect: { state: running } }
phases: { warmup: 0s, baseline: 2s, fault: 2s, recovery: 1s }
faults:
  - { id: frozen, type: pause, target: chosen, for: 1s }
slos:
  - { expr: probe(up) >= 1%, phase: fault, minSamples: 1 }
`,
    );
    const result = await start('run', join(sandbox.folder, 'experiment.yaml')).done;
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const report = await sandbox.report();
    expect(report.faults[0]?.drawn.join()).toMatch(/extra/u);
    expect(report.containers.map(({ service }) => service ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual(['api', 'extra']);
    expect(await ofRun(report.run)).toEqual([]);
    const without = await start('plan', join(sandbox.folder, 'experiment.yaml'), '--set', 'stack.compose.profiles.0=other').done;
    expect(without.stderr).toMatch(/no container with the label `tier=gold`/u);
    expect(without.code).toBe(2);
  });

  it('refuses a compose file that does not parse, with Compose’s own words', async () => {
    await cp(STACK, sandbox.folder, { recursive: true });
    await writeFile(join(sandbox.folder, 'compose.yaml'), 'services:\n  api: [');
    const result = await start('plan', join(sandbox.folder, 'experiment.yaml')).done;
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/compose file cannot be read: .*line/su);
  });

  describe('that stood before', () => {
    const experiment = join(STACK, 'project.yaml');
    const set = ['--set', `stack.project=${project}`];

    beforeAll(async () => {
      const compose = (...args: readonly string[]) =>
        run('docker-compose', ['-p', project, '-f', join(STACK, 'compose.yaml'), ...args], {
          env: { ...process.env, ...env, DOCKER_HOST: engine.address.url },
        });
      await compose('up', '-d');
    });
    afterAll(async () => {
      const containers = await listProject(engine, project, limit());
      for (const { id } of containers) await engine.call('removing', (docker) => docker.getContainer(id).remove({ force: true, v: true }));
      await engine.call('removing', (docker) => docker.getNetwork(`${project}_default`).remove()).catch(() => undefined);
      await engine.call('removing', (docker) => docker.getVolume(`${project}_data`).remove()).catch(() => undefined);
    });

    it('is unpaused within moments of a kill -9, its marker and lock given back, and the project left running', async () => {
      const cli = start('run', experiment, ...set);
      await cli.event('fault-proven');
      expect(await stateOf('api', 2)).toBe('paused');
      const [started] = await sandbox.events();
      const id = started?.type === 'run-started' ? started.run : '';
      cli.child.kill('SIGKILL');
      const killedAt = performance.now();
      await expect.poll(() => stateOf('api', 2), { interval: 20 }).toBe('running');
      // A second on a machine with nothing else to do.
      expect(performance.now() - killedAt).toBeLessThan(5_000);
      await expect.poll(() => ofRun(id)).toEqual([]);
      expect(await processesLeft(sandbox.stateHome, 20_000)).toEqual([]);
      expect((await listProject(engine, project, limit())).map(({ status }) => status)).toEqual(['running', 'running', 'running']);
    });

    it('is followed to the other port on which a killed container comes back', async () => {
      const cli = start('run', join(STACK, 'killed.yaml'), ...set);
      const [before] = await listProject(engine, project, limit());
      const port = before?.ports[0]?.published ?? 0;
      await cli.event('fault-proven');
      // Somebody else has taken it by the time at which the container is started again.
      const squatter = createServer((socket) => socket.destroy()).listen(port, '0.0.0.0');
      const result = await cli.done;
      squatter.close();
      expect(result.code, result.stdout + result.stderr).toBe(0);
      const report = await sandbox.report();
      expect(report.warnings.join('\n')).toMatch(/was published as \d+→8080, and is \d+→8080 .*load and probes go there now/u);
      expect(report.load[0]?.phases.recovery?.successRate).toBeGreaterThan(0.5);
      expect(report.probes[0]?.phases.recovery?.successRate).toBeGreaterThan(0.4);
      expect(report.engine).toMatchObject({ id: engine.id, name: engine.name });
    });

    it('takes no second run, also not one from another machine, and can be stopped from there', async () => {
      const first = start('run', experiment, ...set);
      await first.event('phase-started');
      // Another state folder knows nothing of the first run's lock files: this one is refused by the engine.
      const elsewhere = { ...env, XDG_STATE_HOME: join(sandbox.folder, 'elsewhere') };
      const second = await sandbox.run(onEngine('run', experiment, ...set, '--report-dir', join(sandbox.folder, 'second')), {
        env: elsewhere,
      });
      expect(second.code, second.stdout).toBe(6);
      expect(second.stdout).toMatch(/is in use by run/u);
      const stopped = await sandbox.run(onEngine('stop', '--json'), { env: elsewhere });
      expect(stopped.code, stopped.stdout + stopped.stderr).toBe(0);
      const [ended] = JSON.parse(stopped.stdout).runs;
      expect(ended).toMatchObject({ where: `the engine ${engine.name}`, ended: true, left: [] });
      expect((await first.done).code).toBe(143);
      expect((await sandbox.report()).stop).toMatchObject({ by: 'stop-command' });
      expect(await ofRun(ended.run)).toEqual([]);
      expect(await stateOf('api', 2)).toBe('running');
    });

    it('ends when a container dies that no fault is about, undone first: 4', async () => {
      const cli = start('run', experiment, ...set, '--json');
      await cli.event('fault-proven');
      const db = (await listProject(engine, project, limit())).find(({ service }) => service === 'db');
      await engine.call('killing', (docker) => docker.getContainer(db?.id ?? '').kill());
      const { code, stdout, stderr } = await cli.done;
      await engine.call('starting', (docker) => docker.getContainer(db?.id ?? '').start());
      expect(code, stdout + stderr).toBe(4);
      const report = JSON.parse(stdout);
      expect(report).toMatchObject({ verdict: 'fail', undo: { complete: true }, stop: { by: 'stop-condition' } });
      expect(report.reasons[0].message).toContain('outside the blast radius dies: db did, with exit code 137');
      expect(await stateOf('api', 2)).toBe('running');
    });

    it('is recovered from the engine alone, when run, watchdog and journal are gone', async () => {
      const cli = start('run', experiment, ...set);
      await cli.event('fault-proven');
      const [started] = await sandbox.events();
      const id = started?.type === 'run-started' ? started.run : '';
      const watchdogs = (await processesOf(sandbox.stateHome)).filter(({ command }) => command.includes('watchdog.main'));
      expect(watchdogs).toHaveLength(1);
      for (const { pid } of watchdogs) process.kill(pid, 'SIGSTOP');
      cli.child.kill('SIGKILL');
      await cli.done;
      for (const { pid } of watchdogs) process.kill(pid, 'SIGKILL');
      await rm(sandbox.stateHome, { recursive: true, force: true });
      expect(await stateOf('api', 2)).toBe('paused');
      const listed = await start('recover', '--dry-run', '--force', id).done;
      expect(listed.stdout).toContain(`unpause ${project}-api-2`);
      expect(listed.code).toBe(5);
      expect(await stateOf('api', 2)).toBe('paused');
      const recovered = await start('recover', '--force', id).done;
      expect(recovered.stdout).toContain('Everything is undone');
      expect(recovered.code).toBe(0);
      expect(await stateOf('api', 2)).toBe('running');
      expect(await ofRun(id)).toEqual([]);
    });
  });
});
