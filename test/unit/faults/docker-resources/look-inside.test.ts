import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { burnersScript, parseBurners } from '../../../../src/faults/drivers/docker/held/burners.ts';
import { cgroupFolders } from '../../../../src/faults/drivers/docker/held/cgroup-folders.ts';
import {
  giveBackScript,
  listScript,
  lowerScript,
  parseOthers,
  parseProcesses,
} from '../../../../src/faults/drivers/docker/descriptors/descriptor-scripts.ts';
import { diskLookScript, parseDiskLook } from '../../../../src/faults/drivers/docker/held/disk-sight.ts';

const MOUNTS = [
  'mount 81 50 0:39 / / rw,relatime master:3 - overlay overlay rw,lowerdir=/x',
  'mount 83 81 0:43 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755',
  'mount 100 81 254:0 /data/containers/e3/hosts /etc/hosts rw,relatime - ext4 /dev/vda rw,discard',
  String.raw`mount 101 81 0:50 / /my\040data rw,relatime - tmpfs tmpfs rw,size=32768k`,
  'mount 102 81 8:16 / /logs rw,relatime - ext4 /dev/sdb ro,errors=continue',
];
const look = (path: string, disk = 'disk 4096 1000 400 500 64 60') =>
  parseDiskLook([disk, 'MemAvailable:   1024 kB', ...MOUNTS].join('\n'), path);

describe('what an observer sees of a disk', () => {
  it('is its space as df has it, the mount that it lies on, and the engine’s own device', () => {
    expect(look('/my data/orders')).toEqual({
      totalBytes: 4_096_000,
      freeBytes: 1_638_400,
      usedBytes: 2_048_000,
      inodes: { total: 64, free: 60 },
      mount: { point: '/my data', device: '0:50', type: 'tmpfs', isReadOnly: false, hasSize: true },
      engineDevice: '254:0',
      memoryFreeBytes: 1_048_576,
    });
  });

  it('is the container’s own layer where no mount lies on the way, and read-only where either side says so', () => {
    expect(look('/var/lib')).toMatchObject({ mount: { point: '/', type: 'overlay' } });
    expect(look('/logs')).toMatchObject({ mount: { isReadOnly: true } });
    expect(look('/logsmore')).toMatchObject({ mount: { point: '/' } });
  });

  it.each([
    ['missing', 'it has no /x'],
    ['file', 'no folder'],
    ['link /var/real', 'a link to /var/real'],
    ['denied', 'does not let a helper'],
    ['', 'cannot be measured'],
  ])('is nothing where it answers %j', (answer, why) => {
    expect(look('/x', answer)).toMatchObject({ cannot: expect.stringContaining(why) });
  });

  it('is asked for in shell that any path leaves whole', () => {
    for (const script of [diskLookScript("/it's $(touch /tmp/x)/a b"), diskLookScript('/'), burnersScript('a'.repeat(64), 'tag')])
      expect(spawnSync('sh', ['-n', '-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('a container’s cgroup folders', () => {
  const id = 'c'.repeat(64);

  it('are one for each controller in version 1, by whatever controllers share it', () => {
    const text = `4:memory:/docker/${id}\n2:cpu,cpuacct:/docker/${id}\n0::/docker/${id}\n`;
    expect(cgroupFolders(text, ['memory'])).toEqual([`/sys/fs/cgroup/memory/docker/${id}`]);
    expect(cgroupFolders(text, ['cpu', 'cpuacct'])).toEqual([`/sys/fs/cgroup/cpu,cpuacct/docker/${id}`]);
    expect(cgroupFolders(text, ['cpu', 'cpuset'])).toBeNull();
  });

  it('are one for all in version 2', () => {
    expect(cgroupFolders(`0::/system.slice/docker-${id}.scope\n`, ['cpu', 'cpuset'])).toEqual([
      `/sys/fs/cgroup/system.slice/docker-${id}.scope`,
    ]);
    expect(cgroupFolders('', ['cpu'])).toBeNull();
  });
});

describe('the loops of a burn', () => {
  it('are counted when they are still there, with the CPU that they used in between', () => {
    expect(parseBurners('first 10 100\nfirst 11 5\nthen 10 190\nthen 12 3\n')).toEqual({ count: 2, cores: 0.9 });
    expect(parseBurners('')).toEqual({ count: 0, cores: 0 });
  });
});

describe('the processes of a container', () => {
  const id = 'd'.repeat(64);

  it('are read with their limits and whose they are', () => {
    expect(parseProcesses('process 1 77 1024 unlimited 999:998\nprocess 20 80 16 4096 0:0\n')).toEqual({
      processes: [
        { pid: 1, startTime: '77', user: '999:998', soft: 1_024, hard: 2_147_483_647 },
        { pid: 20, startTime: '80', user: '0:0', soft: 16, hard: 4_096 },
      ],
      hasTool: true,
    });
    expect(parseProcesses('no-prlimit\n')).toEqual({ processes: [], hasTool: false });
  });

  it('of others that still have the limit are told beside what went wrong', () => {
    expect(parseOthers('other 33:33\nfailed 7\nother 33:33\nother 101:101\n')).toEqual({ others: ['101:101', '33:33'], rest: 'failed 7' });
    expect(parseOthers('')).toEqual({ others: [], rest: '' });
  });

  it('are changed by shell that a shell can parse', () => {
    const had = [{ pid: 1, startTime: '77', user: '0:0', soft: 1_024, hard: 4_096 }];
    for (const script of [listScript(id), lowerScript(id, 16, '0:0'), giveBackScript(id, 16, '0:0', had)])
      expect(spawnSync('sh', ['-n', '-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(giveBackScript(id, 16, '0:0', had)).toContain('"1 77") to=1024');
    expect(() => listScript('x; rm -rf /')).toThrow(/not a full container ID/u);
  });
});
