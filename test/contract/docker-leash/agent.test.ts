import { beforeAll, describe, expect, it } from 'vitest';
import { agentProgram } from '../../../src/app/agent-program.ts';
import { agentRecipe } from '../../../src/docker/agent/agent-recipe.ts';
import { openAgent } from '../../../src/docker/agent/open-agent.ts';
import type { AgentSpec } from '../../../src/docker/agent/open-agent.ts';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import type { HelperImage } from '../../../src/docker/helper/helper-image.ts';
import { makeImage } from '../../../src/docker/helper/make-image.ts';
import { provideImage } from '../../../src/docker/helper/provide-helper-image.ts';
import { findStrayHelpers } from '../../../src/docker/leash/find-stray-helpers.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);

describe.skipIf(!hasTestEngine())('an agent in a container', () => {
  let engine: DockerEngine;
  let image: HelperImage;
  const run = `agent${Date.now().toString(36)}`;
  const spec = (fault: string, more: Partial<AgentSpec> = {}): AgentSpec => ({
    image,
    role: 'proxy',
    run,
    fault,
    network: { joins: ['bridge'] },
    proxy: { seed: 1, drainMs: 0 },
    ttlMs: 60_000,
    nowMs: Date.now(),
    ...more,
  });
  const standing = async (fault: string): Promise<number> => (await findStrayHelpers(engine, { run, fault }, limit())).length;

  beforeAll(async () => {
    engine = await testEngine();
    image = await provideImage(engine, agentRecipe(await agentProgram()), {}, limit());
  });

  it('in an image that the engine built from a base answers for its proxy, in any order', async () => {
    const recipe = { ...agentRecipe(await agentProgram()), reference: 'shakedown-test-proxy:1' };
    const built = await makeImage(engine, recipe, { from: 'base', base: await testImage(engine, 'node') }, limit());
    const agent = await openAgent(engine, spec('asked', { image: built }), limit());
    const asked = ['/version', '/proxies', '/nothing'].map((path) => agent.ask({ ask: 'api', method: 'GET', path, body: null }, limit()));
    expect(await Promise.all(asked)).toMatchObject([{ status: 200 }, { status: 200, text: '{}' }, { status: 404 }]);
    await expect(agent.ask({ ask: 'task', task: 'dance' }, limit())).rejects.toThrow('no task for an observer');
    await agent.close(limit());
    await expect(agent.ask({ ask: 'api', method: 'GET', path: '/version', body: null }, limit())).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    expect(await standing('asked')).toBe(0);
  });

  it('ends with its connection', async () => {
    const agent = await openAgent(engine, spec('cut'), limit());
    expect(await standing('cut')).toBe(1);
    agent.cut();
    await expect.poll(() => standing('cut')).toBe(0);
  });

  it('ends by itself when its time is up, though the connection stands', async () => {
    const agent = await openAgent(engine, spec('ttl', { ttlMs: 1_000 }), limit());
    await agent.ended;
    await expect.poll(() => standing('ttl')).toBe(0);
  });

  it('that cannot start leaves nothing', async () => {
    const base = { id: await testImage(engine, 'base'), reference: 'base' };
    await expect(openAgent(engine, spec('none', { image: base }), limit())).rejects.toThrow();
    expect(await standing('none')).toBe(0);
  });
});
