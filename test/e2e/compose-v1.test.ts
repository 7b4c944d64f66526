import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RUN_LABEL } from '../../src/docker/labels.ts';
import { folderWithComposeV1 } from '../setup/docker/compose-v1.ts';
import { hasTestEngine, testEngine } from '../setup/docker/find-engine.ts';
import { testImage } from '../setup/docker/test-images.ts';
import { createSandbox, ROOT } from './cli.ts';

const path = hasTestEngine() ? await folderWithComposeV1() : null;
if (path === null) process.stderr.write('\nCOMPOSE V1 IS NOT TESTED HERE: it needs an engine, and a Debian that still packages it\n');

it.skipIf(path === null)('Compose v1 brings a stack up where there is no v2: broken, undone, taken down, nothing left', async () => {
  const engine = await testEngine();
  const sandbox = await createSandbox();
  try {
    const env = { PATH: path ?? '', IMAGE: await testImage(engine, 'base') };
    const experiment = join(ROOT, 'test/fixtures/stacks/containers/experiment.yaml');
    const result = await sandbox.run(['run', experiment, '--engine', engine.address.url], { env });
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const { faults, containers, run } = await sandbox.report();
    expect(faults.map(({ id, proof, gone }) => [id, proof?.proven, gone?.proven])).toEqual([
      ['frozen', true, true],
      ['no-data', true, true],
    ]);
    // Its way to name containers: v2 joins the parts with dashes.
    const names = containers.map(({ name }) => name.slice(name.lastIndexOf(run) + run.length));
    expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(['_api_1', '_api_2', '_db_1']);
    const filters = { label: [`${RUN_LABEL}=${run}`] };
    const [left, networks, volumes] = await Promise.all([
      engine.call('listing', (docker) => docker.listContainers({ all: true, filters })),
      engine.call('listing', (docker) => docker.listNetworks({ filters })),
      engine.call('listing', (docker) => docker.listVolumes({ filters })),
    ]);
    expect([...left, ...networks, ...volumes.Volumes]).toEqual([]);
    expect(await sandbox.leftovers()).toEqual([]);
  } finally {
    await sandbox.dispose();
  }
});
