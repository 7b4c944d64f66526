import { describe, expect, it } from 'vitest';
import { ownContainer } from '../../../src/app/outlives-us.ts';

const ID = '4f3c'.padEnd(64, '0');

describe('the container that a process is in', () => {
  it('is told by what an engine mounts into it', () => {
    const docker = `1 0 0:1 / / rw - overlay overlay rw
2 1 8:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/sda rw`;
    expect(ownContainer(docker)).toBe(ID);
    expect(ownContainer(`2 1 0:9 /containers/overlay-containers/${ID}/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw`)).toBe(ID);
  });

  it('is no container of an engine inside it, and unknown where nothing is mounted', () => {
    expect(ownContainer(`3 1 0:2 /${ID}/merged /var/lib/docker/overlay2/${ID}/merged rw - overlay overlay rw`)).toBe(null);
    expect(ownContainer('')).toBe(null);
  });
});
