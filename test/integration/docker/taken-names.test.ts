import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { takenNames } from '../../../src/docker/taken-names.ts';
import { refuseTakenNames } from '../../../src/stack/refuse-running-project.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';

const limit = (): AbortSignal => AbortSignal.timeout(20_000);

describe.skipIf(!hasTestEngine())('names that a compose file fixes', () => {
  it('are refused where something on the engine has them already', async () => {
    const engine = await testEngine();
    const name = `sdtest-${randomBytes(4).toString('hex')}`;
    const fixed = [{ kind: 'volume', name } as const, { kind: 'network', name } as const, { kind: 'container', name } as const];
    expect(await takenNames(engine, fixed, limit())).toEqual([]);
    await engine.call('creating a volume', (docker) => docker.createVolume({ Name: name }));
    try {
      expect(await takenNames(engine, fixed, limit())).toEqual([fixed[0]]);
      const refused = refuseTakenNames(engine, fixed, limit());
      await expect(refused).rejects.toMatchObject({ exitCode: 6, try: expect.stringContaining('stack: { project: … }') });
      await expect(refused).rejects.toThrow(`the volume ${name}`);
    } finally {
      await engine.call('removing a volume', (docker) => docker.getVolume(name).remove());
    }
  });
});
