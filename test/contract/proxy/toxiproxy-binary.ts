import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = 'v2.12.0';
export const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/shakedown/', import.meta.url));

/**
 * The real Toxiproxy to compare with: `SHAKEDOWN_TOXIPROXY_BIN`, one on the PATH, one built before; under `CI=true` or
 * `SHAKEDOWN_TEST_INSTALL=1` it is built through the Go module proxy. `null` where there is none: say so, loudly.
 */
export async function findToxiproxy(): Promise<string | null> {
  return findGoProgram('server', 'toxiproxy-server', process.env['SHAKEDOWN_TOXIPROXY_BIN']);
}

/** The same of its command line; `SHAKEDOWN_TOXIPROXY_CLI` names one. */
export async function findToxiproxyCli(): Promise<string | null> {
  return findGoProgram('cli', 'toxiproxy-cli', process.env['SHAKEDOWN_TOXIPROXY_CLI']);
}

async function findGoProgram(command: string, program: string, named: string | undefined): Promise<string | null> {
  const cached = join(CACHE, `${program}-${VERSION}`);
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  for (const candidate of [named, cached, ...onPath]) {
    if (candidate !== undefined && candidate !== '' && (await exists(candidate))) return candidate;
  }
  if (process.env['CI'] !== 'true' && process.env['SHAKEDOWN_TEST_INSTALL'] !== '1') return null;
  return build(command, cached);
}

async function build(command: string, cached: string): Promise<string | null> {
  const folder = join(CACHE, `go-${command}-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await run('go', ['install', `github.com/Shopify/toxiproxy/v2/cmd/${command}@${VERSION}`], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
      timeout: 300_000,
    });
    await rename(join(folder, command), cached);
    return cached;
  } catch (error) {
    process.stderr.write(`building Toxiproxy's ${command} ${VERSION} failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
