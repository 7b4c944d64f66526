import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, copyFile, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DockerEngine } from '../../../src/docker/engine.ts';

const run = promisify(execFile);
const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));

/** Images out of this machine's own programs and the libraries that they need: no registry is asked. */
const IMAGES = {
  /** A shell and the usual small tools. */
  base: { programs: ['/bin/busybox'], busybox: true },
  node: { programs: ['/bin/busybox', NODE], busybox: true },
  redis: { programs: ['/bin/busybox', '/usr/bin/redis-server', '/usr/bin/redis-cli'], busybox: true },
  /** Without a shell, as distroless images are. */
  shellless: { programs: [NODE], busybox: false },
} as const;

export type TestImage = keyof typeof IMAGES;

const APPLETS = [
  'sh',
  'sleep',
  'cat',
  'echo',
  'ls',
  'kill',
  'nc',
  'wget',
  'httpd',
  'ping',
  'nslookup',
  'true',
  'false',
  'env',
  'trap',
  'touch',
  'rm',
  'mkdir',
  'dd',
  'ps',
  'date',
];

/** The image's tag on the engine, where it is made unless it is there. Its tar is kept from run to run. */
export async function testImage(engine: DockerEngine, name: TestImage): Promise<string> {
  return imageOf(engine, name, IMAGES[name]);
}

/** The same with a program from anywhere on this machine, under its own name, and a shell. */
export async function programImage(engine: DockerEngine, name: string, program: string): Promise<string> {
  return imageOf(engine, name, { programs: ['/bin/busybox', program], busybox: true });
}

interface ImageContent {
  readonly programs: readonly string[];
  readonly busybox: boolean;
}

async function imageOf(engine: DockerEngine, name: string, { programs, busybox }: ImageContent): Promise<string> {
  const key = await fingerprint(programs);
  const tag = `shakedown-test/${name}:${key}`;
  const isThere = await engine
    .call('looking for a test image', (docker) => docker.getImage(tag).inspect())
    .then(
      () => true,
      () => false,
    );
  if (isThere) return tag;
  const tar = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'shakedown-test', 'images', `${name}-${key}.tar`);
  if (!(await exists(tar))) await makeTar(tar, programs, busybox);
  await engine.call(
    'importing a test image',
    async (docker) => {
      const [repo, version] = tag.split(':');
      const stream = await docker.importImage(tar, { repo, tag: version, changes: 'ENV PATH=/bin' });
      await new Promise<void>((resolve, reject) =>
        docker.modem.followProgress(stream, (error: Error | null) => (error === null ? resolve() : reject(error))),
      );
    },
    { limitMs: 120_000 },
  );
  return tag;
}

async function makeTar(tar: string, programs: readonly string[], busybox: boolean): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'test-image-'));
  try {
    for (const folder of ['bin', 'tmp', 'etc', 'proc', 'sys', 'dev', 'data', 'app']) await mkdir(join(root, folder));
    for (const program of programs) {
      await copyFile(await realpath(program), join(root, 'bin', program.split('/').at(-1) ?? ''));
      for (const library of await librariesOf(program)) {
        await mkdir(join(root, dirname(library)), { recursive: true });
        await copyFile(await realpath(library), join(root, library));
      }
    }
    if (busybox) for (const applet of APPLETS) await symlink('busybox', join(root, 'bin', applet));
    await mkdir(dirname(tar), { recursive: true });
    const draft = `${tar}.${process.pid}`;
    await run('tar', ['-C', root, '--owner=0', '--group=0', '-cf', draft, '.']);
    await rename(draft, tar);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Paths that the dynamic loader takes; none for a static program. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await run('ldd', [program]).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/gu)].flatMap(([, path]) => (path === undefined ? [] : [path]));
}

async function fingerprint(programs: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(await readFile(fileURLToPath(import.meta.url)));
  for (const program of programs) {
    const { size, mtimeMs } = await stat(program);
    hash.update(`${program} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex').slice(0, 12);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
