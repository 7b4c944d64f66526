import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.sources.sha256');
const REPORT_SCRIPT = join('src', 'report', 'html', 'client');
const INPUT_FILES = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** True when dist/ was compiled from other sources than those that stand there now; looks at contents, as `git checkout` renews times. */
export function isBuildStale() {
  return !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== hashSources();
}

/**
 * Compiles src/ to dist/ and returns whether it compiled. Into a folder beside it first: outputs of deleted sources do not survive,
 * and neither a failed build nor a program that starts meanwhile meets half a dist/.
 */
export function build() {
  const sources = hashSources();
  const fresh = join(ROOT, `.dist-${process.pid}`);
  const old = join(ROOT, `.dist-${process.pid}-old`);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    const compile = (project, ...args) =>
      spawnSync(process.execPath, [tsc, '-p', join(ROOT, project), '--noEmit', 'false', ...args], { cwd: ROOT, stdio: 'inherit' })
        .status === 0;
    if (!compile('tsconfig.build.json', '--outDir', fresh)) return false;
    // What runs in a reader's browser has a browser's types, and no modules.
    if (!compile(REPORT_SCRIPT, '--outDir', join(fresh, 'report', 'html', 'client'))) return false;
    writeFileSync(join(fresh, '.sources.sha256'), sources);
    if (existsSync(DIST)) renameSync(DIST, old);
    renameSync(fresh, DIST);
    return true;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function hashSources() {
  const hash = createHash('sha256');
  for (const file of [...filesUnder('src'), ...INPUT_FILES]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !build()) {
  process.stderr.write('The build failed; dist/ is as it was.\n');
  process.exitCode = 1;
}
