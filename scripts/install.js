import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOCKFILE = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.shakedown-install');
const BUNDLED_NODE = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

// What users set in their npm configuration must not decide whether a clone works: NODE_ENV=production or omit=dev drops the bundled
// Node, engine-strict refuses the older Node that starts this, ignore-scripts leaves the bundled Node without its binary.
const NPM_FLAGS = ['--include=dev', '--engine-strict=false', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'];

/** True when node_modules/ is not what this lockfile gives on this platform. */
export function isInstallStale() {
  return !existsSync(BUNDLED_NODE) || !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== fingerprint();
}

/** Installs exactly the lockfile's packages, inside this folder. Throws with a sentence for people when that fails. */
export function install() {
  const folder = join(ROOT, 'node_modules');
  // npm would follow the link and empty what other clones run on.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(
      `${folder} is a link, and what it leads to does not fit this lockfile. Try: remove the link, and run the same command again.`,
    );
  }
  process.stderr.write(
    `Installing into ${folder}: ${countPackages()} packages from the npm registry, about 430 MB on disk,\n` +
      'nearly half of it the Node 24 that shakedown runs on here. Nothing outside this folder changes. Usually under a minute …\n',
  );
  const startedAt = Date.now();
  const status = runNpm(['ci', ...NPM_FLAGS]);
  if (status !== 0)
    throw new Error(`npm ci failed (exit ${status}). Its messages above say why; after mending it, run the same command again.`);
  if (!existsSync(BUNDLED_NODE)) {
    throw new Error(
      'npm ci ended well, but the bundled Node is missing (node_modules/.bin/node): its install script did not run.\n' +
        'Try: npm config get ignore-scripts, allow scripts for the package `node`, and run the same command again.',
    );
  }
  writeFileSync(STAMP, fingerprint());
  process.stderr.write(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`);
}

/** Inside npm scripts npm says where it is; that also works where `npm` is a shell script or not on the path. */
function runNpm(args) {
  const npm = process.env.npm_execpath;
  const options = { cwd: ROOT, stdio: ['ignore', 2, 2] };
  if (npm?.endsWith('.js')) return spawnSync(process.execPath, [npm, ...args], options).status;
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' }).status;
}

function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

/** Optional packages for other platforms stand in the lockfile, but are not installed. */
function countPackages() {
  const { packages } = JSON.parse(readFileSync(LOCKFILE, 'utf8'));
  const fits = (wanted, actual) => wanted === undefined || wanted.includes(actual);
  const installed = ([path, entry]) => path !== '' && fits(entry.os, process.platform) && fits(entry.cpu, process.arch);
  return Object.entries(packages).filter(installed).length;
}
