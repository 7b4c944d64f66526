import { describe, expect, it } from 'vitest';
import { containerCgroups } from '../../../../src/faults/drivers/docker/held/container-cgroups.ts';

const ID = 'a'.repeat(64);
const SEEN = AbortSignal.timeout(1_000);

/** Looked at with that in the container's /proc/1/cgroup. */
function look(text: string, controllers: readonly string[] = ['memory']): Promise<readonly string[]> {
  const inside = { ask: () => Promise.resolve(text) };
  return containerCgroups({ inside }, { id: ID, name: 'shop-worker-1' }, controllers, SEEN);
}

describe('the cgroup folders of a container', () => {
  it('are those that carry its id, in either version', async () => {
    expect(await look(`0::/docker/${ID}\n`)).toEqual([`/sys/fs/cgroup/docker/${ID}`]);
    expect(await look(`4:memory:/docker/${ID}\n3:cpu,cpuacct:/docker/${ID}\n`)).toEqual([`/sys/fs/cgroup/memory/docker/${ID}`]);
  });

  // To join another one's would burn its CPU, or hold its memory.
  it.each([
    ['the helper sees its own root, as in a cgroup namespace', '0::/\n', ['memory']],
    ['another container’s', `0::/docker/${'b'.repeat(64)}\n`, ['memory']],
    ['one of two controllers is not there', `4:memory:/docker/${ID}\n`, ['memory', 'cpu']],
    ['nothing was seen', '', ['memory']],
  ])('are refused where %s: exit 6, and what goes through the engine instead', async (_, text, controllers) => {
    await expect(look(text, controllers)).rejects.toMatchObject({
      exitCode: 6,
      where: 'shop-worker-1',
      message: `shop-worker-1 has no cgroup of its own for ${controllers.join(', ')} that could be seen on the engine’s machine`,
      try: expect.stringContaining('`memory_limit`'),
    });
  });
});
