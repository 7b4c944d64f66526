import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BUILD_LIMIT_MS = 3_600_000;

interface Program {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  /** The folder of the module that holds it. */
  readonly folder: string;
  readonly tags: string;
  /** Needs a C compiler, and Debian's `libseccomp-dev`. */
  readonly usesC: boolean;
}

const MOBY = 'v2.0.0-beta.24';
const CONTAINERD = 'v2.4.2';
const RUNC = 'v1.5.2';
const NO_BTRFS = 'exclude_graphdriver_btrfs,no_btrfs';

/** A dockerd with a containerd, a shim and a runc of its own: Debian's do not mix with it. */
const PROGRAMS: readonly Program[] = [
  { name: 'dockerd', module: 'github.com/moby/moby/v2', version: MOBY, folder: 'cmd/dockerd', tags: NO_BTRFS, usesC: false },
  {
    name: 'docker-proxy',
    module: 'github.com/moby/moby/v2',
    version: MOBY,
    folder: 'cmd/docker-proxy',
    tags: NO_BTRFS,
    usesC: false,
  },
  {
    name: 'containerd',
    module: 'github.com/containerd/containerd/v2',
    version: CONTAINERD,
    folder: 'cmd/containerd',
    tags: NO_BTRFS,
    usesC: false,
  },
  {
    name: 'containerd-shim-runc-v2',
    module: 'github.com/containerd/containerd/v2',
    version: CONTAINERD,
    folder: 'cmd/containerd-shim-runc-v2',
    tags: NO_BTRFS,
    usesC: false,
  },
  { name: 'runc', module: 'github.com/opencontainers/runc', version: RUNC, folder: '.', tags: 'seccomp', usesC: true },
];

const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shakedown-test', 'current-engine');

/**
 * The folder with a current Docker Engine's five programs, to stand first on `PATH`. Each that is missing there is built through the Go
 * module proxy: some ten minutes on two cores for all of them, once a machine. Throws without Go, a C compiler or libseccomp's headers.
 */
export async function buildCurrentEngine(): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  for (const program of PROGRAMS) if (!(await isThere(join(FOLDER, program.name)))) await build(program);
  return FOLDER;
}

/** Each from an empty module of its own: what one asks of a dependency is not what another does. */
async function build({ name, module, version, folder, tags, usesC }: Program): Promise<void> {
  process.stderr.write(`Building ${name}, once on this machine: it takes some minutes.\n`);
  const cwd = await mkdtemp(join(tmpdir(), 'current-engine-'));
  const env = { ...process.env, CGO_ENABLED: usesC ? '1' : '0' };
  const go = (...args: readonly string[]) => run('go', args, { cwd, env, timeout: BUILD_LIMIT_MS, maxBuffer: 1e8 });
  const source = folder === '.' ? module : `${module}/${folder}`;
  try {
    await go('mod', 'init', 'engine');
    await go('get', `${source}@${version}`);
    await go('build', '-tags', tags, '-ldflags', '-s -w', '-o', name, source);
    await rename(join(cwd, name), join(FOLDER, name));
    const { stdout } = await go('list', '-m', module);
    await writeFile(join(FOLDER, `${name}.version`), stdout);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
