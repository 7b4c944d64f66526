import { describe, expect, it } from 'vitest';
import { leashConfig } from '../../../src/docker/leash/open-leash.ts';
import type { LeashReach } from '../../../src/docker/leash/open-leash.ts';

describe('the container of a helper', () => {
  const hostConfig = (reach?: LeashReach) =>
    leashConfig({
      image: { id: 'sha256:1', reference: 'helper' },
      role: 'helper',
      run: 'r',
      fault: 'f',
      ttlMs: 1_000,
      nowMs: 0,
      networkOf: null,
      capability: null,
      command: 'sh',
      ...(reach === undefined ? {} : { reach }),
    }).HostConfig;

  it('is in the machine’s cgroup namespace where it is told of cgroups, or is to join some: into any other none can be moved from its own', () => {
    expect(hostConfig({ cgroups: { '/cgroup/0': '/sys/fs/cgroup/system.slice/x.scope' }, holdBytes: 4_096 })).toMatchObject({
      CgroupnsMode: 'host',
      Mounts: [{ Type: 'bind', Source: '/sys/fs/cgroup/system.slice/x.scope', Target: '/cgroup/0' }],
      Tmpfs: { '/hold': expect.stringContaining('size=4096') },
    });
    expect(hostConfig({ processesOf: 'c' })).toMatchObject({ CgroupnsMode: 'host', PidMode: 'container:c' });
  });

  it('is in a cgroup namespace as the engine gives it otherwise', () => {
    expect(hostConfig()).not.toHaveProperty('CgroupnsMode');
    expect(hostConfig({ user: '1:1' })).not.toHaveProperty('CgroupnsMode');
  });
});
