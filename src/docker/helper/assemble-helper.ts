import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedLibraries } from './shared-libraries.ts';
import { tarArchive } from './tar-archive.ts';
import type { TarEntry } from './tar-archive.ts';

/** Tools of busybox that helpers use; each is a link to it. */
const TOOLS = ['sh', 'cat', 'echo', 'kill', 'nc', 'nslookup', 'sleep', 'timeout', 'true', 'grep', 'cut'];
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Why no helper can be made of this machine's own programs, in words. */
export class CannotAssemble extends Error {}

/**
 * The root of a helper image as a tar, made of this machine's `nft` and `prlimit` with their libraries and its busybox: no registry, no builder. `arch`
 * is the engine's. Throws a CannotAssemble where this machine does not have them, or is of another kind than the engine.
 */
export async function assembleHelper(arch: string, signal: AbortSignal): Promise<Buffer> {
  requireKind(arch);
  const [nft, busybox, prlimit] = await Promise.all([find('nft'), find('busybox'), find('prlimit')]);
  const programs = { '/usr/sbin/nft': nft, '/bin/busybox': busybox, '/usr/bin/prlimit': prlimit };
  const links = TOOLS.map((tool): TarEntry => ({ path: `bin/${tool}`, linkTo: 'busybox' }));
  return tarArchive([...(await withLibraries(programs, signal)), ...links]);
}

/** Throws a CannotAssemble where programs of this machine cannot run on an engine of that architecture. */
export function requireKind(arch: string): void {
  const own = process.arch === 'x64' ? 'amd64' : process.arch;
  if (process.platform !== 'linux' || own !== arch) {
    throw new CannotAssemble(`this machine is ${process.platform}/${own}, and the engine linux/${arch}`);
  }
}

/** Programs of this machine, by where they go, with the shared libraries that they need where they are. */
export async function withLibraries(programs: Readonly<Record<string, string>>, signal: AbortSignal): Promise<TarEntry[]> {
  const from = Object.values(programs);
  const libraries = await Promise.all(from.map((program) => sharedLibraries(program, signal))).catch((error: unknown) => {
    throw new CannotAssemble(error instanceof Error ? error.message : String(error));
  });
  const files: [string, string][] = [
    ...Object.entries(programs),
    ...[...new Set(libraries.flat())].map((path): [string, string] => [path, path]),
  ];
  return Promise.all(files.map(async ([path, file]) => ({ path: inRoot(path), mode: 0o755, content: await readFile(file) })));
}

/** As a path in an archive: without the leading slash. */
export function inRoot(path: string): string {
  return path.replace(/^\/+/u, '');
}

async function find(program: string): Promise<string> {
  const folders = [...(process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/')), ...FOLDERS];
  for (const folder of folders) {
    const path = join(folder, program);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new CannotAssemble(`there is no ${program} on this machine`);
}
