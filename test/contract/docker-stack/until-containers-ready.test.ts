import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DockerEngine } from '../../../src/docker/engine.ts';
import { UserError } from '../../../src/errors/user-error.ts';
import { untilContainersReady } from '../../../src/stack/until-containers-ready.ts';
import { hasTestEngine, testEngine } from '../../setup/docker/find-engine.ts';
import { testImage } from '../../setup/docker/test-images.ts';
import { labelledStack } from '../docker-network/labelled-stack.ts';
import type { LabelledStack } from '../docker-network/labelled-stack.ts';

describe.skipIf(!hasTestEngine())('waiting for the containers of a compose project', () => {
  let engine: DockerEngine;
  const stacks: LabelledStack[] = [];

  beforeAll(async () => {
    engine = await testEngine();
  });
  afterAll(async () => {
    for (const stack of stacks) await stack.dispose();
  });

  async function start(service: string, options: Parameters<LabelledStack['add']>[1]): Promise<LabelledStack> {
    const stack = await labelledStack(engine, await testImage(engine, 'base'), []);
    stacks.push(stack);
    await stack.add(service, options);
    return stack;
  }

  const wait = ({ project }: LabelledStack, services: readonly string[], timeoutMs: number): Promise<void> =>
    untilContainersReady(
      { engine, project, replicas: new Map(services.map((service) => [service, 1])), timeoutMs },
      AbortSignal.timeout(60_000),
    );

  async function failure(waiting: Promise<void>): Promise<UserError> {
    const error = await waiting.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof UserError)) throw new Error(`not a UserError: ${String(error)}`);
    return error;
  }

  it('one that ends with an error is told at once, with its last lines and exit 6', async () => {
    const stack = await start('db', { command: ['sh', '-c', 'echo starting; echo no space left >&2; exit 3'] });
    const error = await failure(wait(stack, ['db'], 600_000));
    expect(error.message).toContain(`${stack.project}-db-1 ended with code 3 before it was ready. Its last lines:`);
    expect(error.message).toContain('  | starting');
    expect(error.message).toContain('  | no space left');
    expect(error).toMatchObject({ exitCode: 6, where: `${stack.project}-db-1`, try: expect.stringContaining('by hand') });
  });

  it('one that is not well in time is told with its health, exit 6, and how to give it longer', async () => {
    const stack = await start('db', { health: 'false' });
    const error = await failure(wait(stack, ['db'], 1));
    expect(error.message).toMatch(/-db-1 is (starting|unhealthy), and was not ready within 0\.001 s\. It printed nothing\./u);
    expect(error).toMatchObject({ exitCode: 6, try: expect.stringContaining('`stack.compose.readyTimeout`') });
  });

  it('one that dies and has a restart policy is waited for until the time is over', async () => {
    const stack = await start('db', { restart: 'always', command: ['sh', '-c', 'echo again; exit 1'], health: 'false' });
    const error = await failure(wait(stack, ['db'], 1));
    expect(error.message).toContain('was not ready within 0.001 s');
    expect(error.exitCode).toBe(6);
  });

  it('a replica that is not there at all is told by its service', async () => {
    const stack = await start('api', {});
    const error = await failure(wait(stack, ['api', 'db'], 1));
    expect(error).toMatchObject({ message: 'db did not start within 0.001 s', exitCode: 6, where: stack.project });
  });

  it('is over when each runs, is well where it can say so, or has done its work', async () => {
    const stack = await start('api', { health: 'true' });
    await stack.add('migrate', { command: ['true'] });
    await expect(wait(stack, ['api', 'migrate'], 60_000)).resolves.toBeUndefined();
  });
});
