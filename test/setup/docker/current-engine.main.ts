import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findToxiproxy } from '../../contract/proxy/toxiproxy-binary.ts';
import { buildCurrentEngine } from './build-current-engine.ts';
import { pathWithComposeV2 } from './compose-v2.ts';
import { enginesInThisNetwork } from './private-engine.ts';

/**
 * Runs every test that needs an engine on a current one, built for it: the programs of its folder are found before Debian's. A test that
 * is left out counts as failed. Beside another engine it has a network of its own, and always a folder of its own, so that no other
 * suite's engine is taken for this one. Under SHAKEDOWN_TEST_INSTALL=1 installs what the build needs. Other arguments go to vitest: file
 * names in place of all of them.
 */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Compose v1 speaks API 1.38; a current engine takes 1.40 at least. */
const LEFT_OUT = ['--exclude', 'test/e2e/compose-v1.test.ts'];
const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', 'ip link set lo up; exec "$@"', 'tests'];
const asked = process.argv.slice(2);

if (process.env['SHAKEDOWN_TEST_INSTALL'] === '1') {
  const packages = ['gcc', 'libc6-dev', 'pkg-config', 'libseccomp-dev'];
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'] });
}
const folder = await buildCurrentEngine();
const path = await pathWithComposeV2();
if (path === null) throw new Error('there is no Compose v2 here: SHAKEDOWN_TEST_INSTALL=1 builds it');
// Kept from now on: in a network of its own nothing can be fetched.
await findToxiproxy();

const temporary = mkdtempSync(join(tmpdir(), 'current-engine-'));
const beside = (await enginesInThisNetwork()).length > 0 ? OWN_NETWORK : [];
const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', 'engine', ...LEFT_OUT, ...asked];
const [program = '', ...args] = [...beside, ...vitest];
const env = { ...process.env, PATH: `${folder}${delimiter}${path}`, TMPDIR: temporary, SHAKEDOWN_TEST_NONE_LEFT_OUT: '1' };
const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', env });
// The engine leaves its own network namespace mounted there.
for (const point of mountsBelow(temporary)) spawnSync('umount', ['--lazy', point], { stdio: 'ignore' });
rmSync(temporary, { recursive: true, force: true });
process.exitCode = status ?? 1;

function mountsBelow(within: string): string[] {
  const points = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${within}/`)).reverse();
}
