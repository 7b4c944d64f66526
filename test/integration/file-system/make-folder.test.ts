import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/file-system/make-folder.ts';

describe('makeFolder', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'shakedown-folder-'));
  });
  afterEach(async () => {
    await rm(base, { recursive: true });
  });

  it('makes what is missing with the mode that was asked for, says whether it had to, and leaves what stands', async () => {
    const path = join(base, 'a', 'b', 'c');
    expect(await makeFolder(path, 0o700)).toBe(true);
    for (const made of [path, join(path, '..'), join(path, '../..')]) expect((await stat(made)).mode & 0o777).toBe(0o700);
    await chmod(path, 0o750);
    expect(await makeFolder(path, 0o700)).toBe(false);
    expect((await stat(path)).mode & 0o777).toBe(0o750);
    expect(await makeFolder('/')).toBe(false);
  });

  it('is done by all of several who do it at a time', async () => {
    const path = join(base, 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('says what stands in the way: a file, also above it', async () => {
    await writeFile(join(base, 'file'), '');
    await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(base, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('ends where nothing can be made, as below /proc', async () => {
    await expect(makeFolder('/proc/shakedown/deep')).rejects.toMatchObject({ code: expect.stringMatching(/^E/u) });
  });
});
