import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are not there; returns whether it had to. One level at a time: Node's own recursive `mkdir`
 * never returns where a file system answers ENOENT in a folder that is there, as `/proc` does. Throws what the system says.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<boolean> {
  try {
    return await makeLevel(path, mode);
  } catch (error) {
    const above = dirname(path);
    if (above === path || !isMissing(error)) throw error;
    await makeFolder(above, mode);
    return makeLevel(path, mode);
  }
}

/** False where it stands already. A read-only file system, or one that allows nothing, may not say EEXIST of what is there. */
async function makeLevel(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (isMissing(error) || !(await isFolder(path))) throw error;
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
