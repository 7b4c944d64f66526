import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { tarArchive } from '../../../src/docker/helper/tar-archive.ts';

const content = Buffer.from('x');

it('keeps long paths as tar itself reads them, and refuses one that no header holds', () => {
  const paths = ['short.js', `${'folder/'.repeat(20)}name.js`, `${'d'.repeat(150)}/${'n'.repeat(100)}`];
  const archive = tarArchive(paths.map((path) => ({ path, mode: 0o644, content })));
  const listed = spawnSync('tar', ['-t'], { input: archive, encoding: 'utf8' });
  expect(listed.stdout.trim().split('\n')).toEqual(paths);
  expect(() => tarArchive([{ path: 'n'.repeat(101), mode: 0o644, content }])).toThrow(/too long/u);
  expect(() => tarArchive([{ path: `${'d'.repeat(156)}/${'n'.repeat(100)}`, mode: 0o644, content }])).toThrow(/too long/u);
});
