import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFiles } from '../../../src/docker/agent/package-files.ts';

describe('the files of packages', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'shakedown-packages-'));
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  async function install(path: string, dependencies: Readonly<Record<string, string>> = {}): Promise<void> {
    const folder = join(root, path);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies }));
    await writeFile(join(folder, 'index.js'), path);
    await writeFile(join(folder, 'index.d.ts'), '');
  }

  it('are laid out so that each finds the versions that it found here, without types', async () => {
    await install('node_modules/a', { b: '2', c: '1' });
    await install('node_modules/a/node_modules/b', { c: '1' });
    await install('node_modules/b', { a: '1' });
    await install('node_modules/c', { b: '1' });
    const files = await packageFiles(['a', 'b'], join(root, 'dist', 'main.js'));
    const code = files
      .filter(({ path }) => path.endsWith('.js'))
      .map(({ path, content }) => [dirname(path), Buffer.from(content).toString()]);
    expect(code).toEqual([
      ['node_modules/a', 'node_modules/a'],
      ['node_modules/a/node_modules/b', 'node_modules/a/node_modules/b'],
      ['node_modules/b', 'node_modules/b'],
      ['node_modules/c', 'node_modules/c'],
    ]);
    expect(files.every(({ path }) => !path.endsWith('.d.ts'))).toBe(true);
  });

  it('cannot be had of one that is not installed', async () => {
    await install('node_modules/a', { missing: '1' });
    await expect(packageFiles(['a'], join(root, 'main.js'))).rejects.toThrow(/the package missing is not installed/u);
  });
});
