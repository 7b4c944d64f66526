import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { ROLE_LABEL, RUN_LABEL } from '../../src/docker/labels.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { createSandbox, ROOT } from './cli.ts';
import type { Sandbox, StartedCli } from './cli.ts';
import { processesOf } from './processes-of.ts';

describe.skipIf(!hasTestEngine())('a run whose engine may outlive its machine', () => {
  let engine: DockerEngine;
  let stack: LabelledStack;
  let sandbox: Sandbox;

  beforeAll(async () => {
    engine = await testEngine();
    stack = await labelledStack(engine, await testImage(engine, 'base'), ['db']);
    await stack.add('web', { publish: true });
  });
  afterAll(async () => {
    await stack?.dispose();
  });
  beforeEach(async () => {
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    await sandbox.dispose();
  });

  async function writeManifest(): Promise<string> {
    const manifest = join(sandbox.folder, 'experiment.yaml');
    const text = `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: far }
stack: { project: ${stack.project} }
targets: { db: { service: db } }
load:
  - { name: get, rate: 20/s, request: { url: "{{web.url}}/" }, expect: { timeout: 1s, status: 404 } }
phases: { warmup: 0s, baseline: 2s, fault: 40s, recovery: 1s }
faults:
  - { id: frozen, type: pause, target: db, for: 40s }
slos: [ success_rate >= 1% ]
`;
    await writeFile(manifest, text);
    return manifest;
  }

  async function start(socket = new URL(engine.address.url).pathname): Promise<StartedCli> {
    const manifest = await writeManifest();
    return sandbox.start(['run', manifest, '--engine', engine.address.url], { env: { SHAKEDOWN_ENGINE_SOCKET: socket } });
  }

  async function isFrozen(): Promise<boolean> {
    const id = await stack.idOf('db');
    const [listed] = await engine.call('looking', (docker) => docker.listContainers({ all: true, filters: { id: [id] } }));
    return listed?.State === 'paused';
  }

  async function ofRun(): Promise<readonly { readonly id: string; readonly role: string | undefined }[]> {
    const [started] = await sandbox.events();
    const filters = { label: [`${RUN_LABEL}=${started?.type === 'run-started' ? started.run : ''}`] };
    const found = await engine.call('listing', (docker) => docker.listContainers({ all: true, filters }));
    return found.map(({ Id, Labels }) => ({ id: Id, role: Labels[ROLE_LABEL] }));
  }

  it('has a watchdog there, which undoes when the run and its own watchdog are killed, and goes when the run’s lock is gone', async () => {
    const cli = await start();
    await cli.event('fault-proven', 'frozen');
    expect(await isFrozen()).toBe(true);
    const watchdog = (await processesOf(sandbox.stateHome)).find(({ command }) => command.includes('watchdog.main'));
    process.kill(watchdog?.pid ?? NaN, 'SIGKILL');
    cli.child.kill('SIGKILL');
    await cli.done;
    await expect.poll(isFrozen).toBe(false);
    await expect.poll(async () => (await ofRun()).filter(({ role }) => role === 'marker')).toEqual([]);
    // Its connection may have been cut: as long as the lock stands, it may be alive.
    expect((await ofRun()).map(({ role }) => role)).toContain('watchdog');
    const [started] = await sandbox.events();
    const run = started?.type === 'run-started' ? started.run : '';
    const recovered = await sandbox.run(['recover', '--force', run, '--engine', engine.address.url]);
    expect(recovered.code, recovered.stdout + recovered.stderr).toBe(0);
    await expect.poll(ofRun, { timeout: 30_000 }).toEqual([]);
  });

  it('undoes what a run in a container has done, when that container is killed with all that is in it', async () => {
    const socket = new URL(engine.address.url).pathname;
    const command = [join(ROOT, 'bin/run.js'), 'run', await writeManifest(), '--engine', engine.address.url];
    const config = {
      Image: await testImage(engine, 'node'),
      Cmd: [join(ROOT, 'node_modules/.bin/node'), ...command, '--report-dir', sandbox.reports, '--no-dashboard'],
      Env: [`XDG_STATE_HOME=${sandbox.stateHome}`, 'HOME=/'],
      // Named as its host is, for it is on that one's network.
      HostConfig: {
        NetworkMode: 'host',
        AutoRemove: true,
        Binds: [`${ROOT}:${ROOT}:ro`, ...[sandbox.folder, socket].map((path) => `${path}:${path}`)],
      },
    };
    const inside = await engine.call('creating', (docker) => docker.createContainer(config));
    await engine.call('starting', () => inside.start());
    await expect.poll(async () => (await sandbox.events()).map(({ type }) => type), { timeout: 60_000 }).toContain('fault-proven');
    expect(await isFrozen()).toBe(true);
    expect((await ofRun()).map(({ role }) => role)).toContain('watchdog');
    await engine.call('killing', () => inside.kill());
    await expect.poll(isFrozen).toBe(false);
    const [started] = await sandbox.events();
    const run = started?.type === 'run-started' ? started.run : '';
    const recovered = await sandbox.run(['recover', '--force', run, '--engine', engine.address.url]);
    expect(recovered.code, recovered.stdout + recovered.stderr).toBe(0);
    await expect.poll(ofRun, { timeout: 30_000 }).toEqual([]);
  });

  it('ends, with everything undone, when that watchdog is lost', async () => {
    const cli = await start();
    await cli.event('fault-proven', 'frozen');
    const watchdog = (await ofRun()).find(({ role }) => role === 'watchdog');
    await engine.call('killing', (docker) => docker.getContainer(watchdog?.id ?? '').kill());
    const { code, stdout, stderr } = await cli.done;
    expect(code, stdout + stderr).toBe(6);
    expect(stdout).toMatch(/the watchdog on the engine .* is gone/u);
    expect(await isFrozen()).toBe(false);
    await expect.poll(ofRun).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('says what would stay where no watchdog can be had there, and goes on', async () => {
    const cli = await start('/nowhere/docker.sock');
    await cli.event('fault-proven', 'frozen');
    const warnings = (await sandbox.events()).flatMap((event) => (event.type === 'warning-raised' ? [event.message] : []));
    expect(warnings).toContainEqual(expect.stringMatching(/no watchdog runs on the engine .*nowhere.*: if this machine is lost/su));
    cli.child.kill('SIGINT');
    expect((await cli.done).code).toBe(130);
    await expect.poll(ofRun).toEqual([]);
  });
});
