import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLdd } from '../../../src/docker/helper/shared-libraries.ts';
import { tarArchive } from '../../../src/docker/helper/tar-archive.ts';
import { hostSignalScript } from '../../../src/docker/host-signal-script.ts';
import { leashScript } from '../../../src/docker/leash/leash-script.ts';

describe('a tar archive', () => {
  it('is what tar reads, links and modes included', () => {
    const archive = tarArchive([
      { path: 'bin/tool', mode: 0o755, content: Buffer.from('x'.repeat(700)) },
      { path: 'bin/link', linkTo: 'tool' },
    ]);
    const { stdout } = spawnSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8' });
    expect(stdout).toMatch(/^-rwxr-xr-x .* 700 .* bin\/tool\nlrwxrwxrwx .* 0 .* bin\/link -> tool\n$/u);
  });

  it('holds any bytes, in whole blocks, and ends with two empty ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (content) => {
        const archive = tarArchive([{ path: 'a', mode: 0o644, content }]);
        expect(archive.length % 512).toBe(0);
        expect(archive.subarray(512, 512 + content.length).equals(content)).toBe(true);
        expect(archive.subarray(-1024).every((byte) => byte === 0)).toBe(true);
      }),
    );
  });

  it('refuses a path that its format cannot hold', () => {
    expect(() => tarArchive([{ path: 'x'.repeat(101), linkTo: 'y' }])).toThrow(/too long/u);
  });
});

describe('the libraries of a program', () => {
  it('are read from glibc’s words and from musl’s', () => {
    const glibc =
      '\tlinux-vdso.so.1 (0x00007ffd)\n\tlibmnl.so.0 => /lib/x86_64-linux-gnu/libmnl.so.0 (0x00007f)\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n';
    expect(parseLdd(glibc)).toEqual(['/lib/x86_64-linux-gnu/libmnl.so.0', '/lib64/ld-linux-x86-64.so.2']);
    const musl = '\t/lib/ld-musl-x86_64.so.1 (0x7f)\n\tlibc.musl-x86_64.so.1 => /lib/ld-musl-x86_64.so.1 (0x7f)\n';
    expect(parseLdd(musl)).toEqual(['/lib/ld-musl-x86_64.so.1']);
    expect(parseLdd('\tstatically linked\n')).toEqual([]);
  });

  it('that are missing are named', () => {
    expect(() => parseLdd('\tlibnft.so.1 => not found\n')).toThrow(/libnft\.so\.1/u);
  });
});

describe('shell for helpers', () => {
  it('is something that a shell can parse', () => {
    const container = 'a'.repeat(64);
    for (const script of [
      leashScript({ command: 'nft -i', ttlMs: 1_500, after: 'nft delete table inet x' }),
      leashScript({ command: 'sh', ttlMs: 1_500, amongOthers: true }),
      hostSignalScript({ container, pid: 4711, startTime: '99' }, 'SIGKILL'),
      hostSignalScript({ container, pid: 4711, startTime: null }, null),
    ]) {
      expect(spawnSync('sh', ['-n', '-c', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
    expect(leashScript({ command: 'sh', ttlMs: 1_500 })).toContain('sleep 2 &&');
  });

  it('takes nothing that could be more than a process and a signal', () => {
    const fine = { container: 'a'.repeat(64), pid: 4711, startTime: '99' };
    expect(() => hostSignalScript({ ...fine, container: 'abc' }, 'SIGKILL')).toThrow(/container ID/u);
    expect(() => hostSignalScript({ ...fine, pid: 1 }, 'SIGKILL')).toThrow(/not a process/u);
    expect(() => hostSignalScript({ ...fine, startTime: '1; reboot' }, 'SIGKILL')).toThrow(/start time/u);
    expect(() => hostSignalScript(fine, 'SIGKILL; reboot')).toThrow(/not a signal/u);
  });
});
