import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listMarkers } from '../../src/docker/markers.ts';
import { listProject } from '../../src/docker/stack-container.ts';
import type { DockerEngine } from '../../src/docker/engine.ts';
import { FAULT_LABEL, ROLE_LABEL, RUN_LABEL } from '../../src/docker/labels.ts';
import { labelledStack } from '../contract/docker-network/labelled-stack.ts';
import type { LabelledStack } from '../contract/docker-network/labelled-stack.ts';
import { pathWithComposeV2 } from '../setup/docker/compose-v2.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { throwawayEngine } from '../setup/docker/throwaway-engine.ts';
import { createSandbox } from './cli.ts';
import type { Sandbox } from './cli.ts';

const limit = (): AbortSignal => AbortSignal.timeout(20_000);
const path = hasTestEngine() ? await pathWithComposeV2() : null;

/** Judged by the engine's own word: no load is needed to break something. */
function manifest(project: string, faults: string, phase: string): string {
  return `apiVersion: shakedown/v1
kind: Experiment
metadata: { name: odd }
stack: { project: ${project} }
targets:
  api: { service: api }
  db: { service: db }
probes:
  - { name: up, every: 1s, container: db, expect: { state: running } }
phases: { warmup: 0s, baseline: 3s, fault: ${phase}, recovery: 1s }
faults:
${faults}
slos:
  - { expr: probe(up) >= 1%, phase: fault, minSamples: 1 }
`;
}

describe.skipIf(!hasTestEngine())('containers that are not as they should be', () => {
  let engine: DockerEngine;
  let sandbox: Sandbox;
  let stack: LabelledStack | null = null;

  beforeEach(async () => {
    engine = await testEngine();
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    await stack?.dispose();
    stack = null;
    await sandbox.dispose();
  });

  async function start(text: string, on = engine) {
    const file = join(sandbox.folder, 'experiment.yaml');
    await writeFile(file, text);
    return sandbox.start(['run', file, '--engine', on.address.url], { env: { PATH: path ?? process.env['PATH'] ?? '' } });
  }

  async function leftOnEngine(on = engine): Promise<readonly string[]> {
    const report = await sandbox.report();
    const filters = { label: [`${RUN_LABEL}=${report.run}`] };
    const found = await on.call('listing', (docker) => docker.listContainers({ all: true, filters }));
    return found.map(({ Names }) => Names.join(' '));
  }

  it('a read-only root, and no shell inside: every fault works from outside', async () => {
    stack = await labelledStack(engine, await testImage(engine, 'shellless'), []);
    const serve = ['node', '-e', "require('http').createServer((q,r)=>r.end('ok')).listen(8080)"];
    await stack.add('api', { command: serve, readOnly: true, restart: 'always' });
    await stack.add('db', { command: serve, readOnly: true });
    const faults = `  - { id: cut, type: isolate, target: api, for: 1s }
  - { id: frozen, type: pause, target: api, at: 3s, for: 1s }
  - { id: nameless, type: dns, target: api, at: 6s, for: 1s }
  - { id: crashed, type: crash, target: api, at: 9s }`;
    const result = await (await start(manifest(stack.project, faults, '12s'))).done;
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const report = await sandbox.report();
    expect(report.faults.map(({ id, proof, gone }) => [id, proof?.proven, gone?.proven])).toEqual([
      ['cut', true, true],
      ['frozen', true, true],
      ['nameless', true, true],
      ['crashed', true, true],
    ]);
    expect(await leftOnEngine()).toEqual([]);
  });

  it('one that dies just before its fault: 3, which one and why, and nothing left', async () => {
    stack = await labelledStack(engine, await testImage(engine, 'base'), ['api', 'db']);
    const cli = await start(manifest(stack.project, '  - { id: frozen, type: pause, target: api, at: 2s }', '5s'));
    await cli.event('phase-started');
    const id = await stack.idOf('api');
    await engine.call('killing', (docker) => docker.getContainer(id).kill());
    const result = await cli.done;
    expect(result.code, result.stdout + result.stderr).toBe(3);
    expect(result.stdout).toMatch(/fault frozen could not be injected: .*api-1 does not run \(exited\)/u);
    expect(await leftOnEngine()).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it('a helper whose making was cut off before it began is taken away at the run’s end', async () => {
    const image = await testImage(engine, 'base');
    stack = await labelledStack(engine, image, ['api', 'db']);
    const cli = await start(manifest(stack.project, '  - { id: frozen, type: pause, target: api, for: 1s }', '2s'));
    await cli.event('fault-proven');
    const run = (await sandbox.events()).flatMap((event) => (event.type === 'run-started' ? [event.run] : []))[0] ?? '';
    // As the engine has it where its answer did not arrive.
    const Labels = { [RUN_LABEL]: run, [ROLE_LABEL]: 'helper', [FAULT_LABEL]: 'frozen' };
    await engine.call('creating', (docker) => docker.createContainer({ Image: image, Cmd: ['true'], Labels }));
    const result = await cli.done;
    expect(result.code, result.stdout + result.stderr).toBe(0);
    expect(await leftOnEngine()).toEqual([]);
  });

  it.skipIf(path === null)('a port that is taken: 6, Compose’s own words, what to write instead, and nothing left', async () => {
    const squatter = createServer().listen(0, '0.0.0.0');
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const image = await testImage(engine, 'base');
    await writeFile(
      join(sandbox.folder, 'compose.yaml'),
      `services:\n  api:\n    image: ${image}\n    command: [sleep, '1000']\n    ports: ['${port}:8080']\n  db:\n    image: ${image}\n    command: [sleep, '1000']\n`,
    );
    const text = manifest('none', '  - { id: frozen, type: pause, target: api }', '3s').replace(
      'project: none',
      'compose: { file: compose.yaml }',
    );
    const result = await (await start(text)).done;
    squatter.close();
    expect(result.code, result.stdout + result.stderr).toBe(6);
    expect(result.stdout + result.stderr).toMatch(
      /Compose could not bring .* up.*address already in use.*a port that the file publishes is taken/su,
    );
    expect(await leftOnEngine()).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  });

  it.skipIf(path === null)(
    'a compose file that is up already as a project of its own: 6, and what to write instead; it stands as before',
    async () => {
      const image = await testImage(engine, 'base');
      stack = await labelledStack(engine, image, ['api', 'db']);
      const { project } = stack;
      const service = `image: ${image}\n    command: [sleep, '1000']\n`;
      await writeFile(join(sandbox.folder, 'compose.yaml'), `name: ${project}\nservices:\n  api:\n    ${service}  db:\n    ${service}`);
      const text = manifest('none', '  - { id: frozen, type: pause, target: api }', '3s').replace(
        'project: none',
        'compose: { file: compose.yaml }',
      );
      const result = await (await start(text)).done;
      expect(result.code, result.stdout + result.stderr).toBe(6);
      expect(result.stdout + result.stderr).toMatch(
        new RegExp(`project ${project} is up already .*stack: \\{ project: ${project} \\}`, 'su'),
      );
      expect((await listProject(engine, project, limit())).map(({ status }) => status)).toEqual(['running', 'running']);
      expect(await leftOnEngine()).toEqual([]);
      expect(await sandbox.leftovers()).toEqual([]);
    },
  );

  it('an engine that stops in the middle of a fault: the run ends and says so, and recover undoes it once the engine is back', async () => {
    const own = await throwawayEngine();
    try {
      stack = await labelledStack(own.engine, await testImage(own.engine, 'base'), ['api', 'db']);
      const { project } = stack;
      const cli = await start(manifest(project, '  - { id: gone, type: kill, target: api }', '60s'), own.engine);
      await cli.event('fault-proven');
      await own.end('SIGKILL');
      const result = await cli.done;
      expect(result.code, result.stdout + result.stderr).toBe(5);
      expect(result.stdout).toMatch(/no Docker engine answers at/u);
      expect(result.stdout).toMatch(/Left behind.*docker -H .* start .*api-1/su);
      await own.startAgain();
      const status = async (): Promise<string | undefined> =>
        (await listProject(own.engine, project, limit())).find(({ service }) => service === 'api')?.status;
      expect(await status()).toBe('exited');
      const recovered = await sandbox.run(['recover', '--engine', own.engine.address.url]);
      expect(recovered.code, recovered.stdout + recovered.stderr).toBe(0);
      expect(await status()).toBe('running');
      expect(await listMarkers(own.engine, limit())).toEqual([]);
      expect(await leftOnEngine(own.engine)).toEqual([]);
      expect(await sandbox.leftovers()).toEqual([]);
      await stack.dispose();
    } finally {
      stack = null;
      await own.dispose();
    }
  });
});
