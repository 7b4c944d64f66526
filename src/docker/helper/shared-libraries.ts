import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MS = 5_000;

/** Absolute paths of the shared libraries (and the loader) of a program of this machine; none for a static one. Throws where one is missing. */
export async function sharedLibraries(program: string, signal: AbortSignal): Promise<string[]> {
  const { stdout } = await run('ldd', [program], {
    signal,
    timeout: LIMIT_MS,
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
  }).catch((error: unknown) => {
    // glibc's ldd ends with 1 and these words for a static program.
    if (saysStatic(error)) return { stdout: '' };
    throw error;
  });
  return parseLdd(stdout);
}

/** `libmnl.so.0 => /lib/libmnl.so.0 (0x…)`, and the loader as a path alone; the kernel's own (linux-vdso) has no path. */
export function parseLdd(text: string): string[] {
  const missing = /^\s*(\S+) => not found/mu.exec(text);
  if (missing?.[1] !== undefined) throw new Error(`the library ${missing[1]} is not on this machine`);
  const paths = [...text.matchAll(/(?:=> |^\s*)(\/\S+)(?: \(0x|$)/gmu)].flatMap(([, path]) => (path === undefined ? [] : [path]));
  return [...new Set(paths)].toSorted();
}

function saysStatic(error: unknown): boolean {
  if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) return false;
  return /not a dynamic executable|statically linked|Not a valid dynamic program/u.test(`${String(error.stdout)}${String(error.stderr)}`);
}
