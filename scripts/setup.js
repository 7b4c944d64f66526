/**
 * Makes a clone ready to run: packages first, then dist/. The npm scripts call it before they do anything, on whatever Node (18 or
 * later) is on the path, so it has no dependencies; what follows in the script then runs on the Node that it installed.
 * With nothing to do it takes some 50 ms. `--no-build` leaves dist/ alone.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuildStale } from './build.js';
import { install, isInstallStale } from './install.js';
import { withLock } from './lock.js';

const LOCK = join(fileURLToPath(new URL('..', import.meta.url)), '.setup.lock');
const wantsBuild = !process.argv.includes('--no-build');
const isReady = () => !isInstallStale() && !(wantsBuild && isBuildStale());

if (!isReady()) {
  const onWait = () => process.stderr.write(`Another set-up of this clone is at work (${LOCK}); waiting for it …\n`);
  try {
    await withLock(LOCK, setUp, onWait);
  } catch (error) {
    process.stderr.write(`\nSet-up failed: ${error.message}\n`);
    process.exitCode = 1;
  }
}

function setUp() {
  if (isInstallStale()) install();
  if (wantsBuild && isBuildStale() && !build()) throw new Error('src/ does not compile; the messages above say where.');
}
