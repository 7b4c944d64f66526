import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '2.40.3';
const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shakedown-test', `compose-${VERSION}`);
const BUILD_LIMIT_MS = 900_000;

/**
 * A PATH on which `docker-compose` is Compose v2: as it is where `docker compose` works; else with the one that was built here before;
 * under `CI=true` or `SHAKEDOWN_TEST_INSTALL=1` it is built through the Go module proxy (some minutes, once a machine). `null`: none.
 */
export async function pathWithComposeV2(): Promise<string | null> {
  const path = process.env['PATH'] ?? '';
  if (await isThere(join(FOLDER, 'docker-compose'))) return `${FOLDER}${delimiter}${path}`;
  if (await works('docker', ['compose', 'version'])) return path;
  if (process.env['CI'] !== 'true' && process.env['SHAKEDOWN_TEST_INSTALL'] !== '1') return null;
  return (await build()) ? `${FOLDER}${delimiter}${path}` : null;
}

/** `go install` refuses it (its go.mod has excludes), so it is built from an empty module. */
async function build(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'compose-'));
  const go = (...args: readonly string[]) => run('go', args, { cwd: folder, timeout: BUILD_LIMIT_MS, maxBuffer: 1e8 });
  try {
    process.stderr.write(`Building Compose ${VERSION}, once on this machine: it takes some minutes.\n`);
    await go('mod', 'init', 'compose');
    await go('get', `github.com/docker/compose/v2/cmd@v${VERSION}`);
    await go('build', '-o', 'docker-compose', '-ldflags', '-s -w', 'github.com/docker/compose/v2/cmd');
    await mkdir(FOLDER, { recursive: true });
    await rename(join(folder, 'docker-compose'), join(FOLDER, 'docker-compose'));
    return true;
  } catch (error) {
    process.stderr.write(`building Compose ${VERSION} failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function works(program: string, args: readonly string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
