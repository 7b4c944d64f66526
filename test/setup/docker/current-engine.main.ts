import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCurrentEngine } from './build-current-engine.ts';

/**
 * Runs the tests that need an engine on a current one, built for it: the programs of its folder are found before Debian's. Under
 * SHAKEDOWN_TEST_INSTALL=1 installs what the build needs. Other arguments go to vitest: file names in place of all of them.
 */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SUITES = ['test/contract/docker-*/*.test.ts', 'test/integration/docker/*.test.ts', 'test/e2e/{docker,shop}*.test.ts'];
const asked = process.argv.slice(2);

if (process.env['SHAKEDOWN_TEST_INSTALL'] === '1') {
  const packages = ['gcc', 'libc6-dev', 'pkg-config', 'libseccomp-dev'];
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'] });
}
const folder = await buildCurrentEngine();
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'engine', ...(asked.length > 0 ? asked : globSync(SUITES, { cwd: ROOT }))],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` } },
);
process.exitCode = status ?? 1;
