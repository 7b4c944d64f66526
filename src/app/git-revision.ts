import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const GIT_LIMIT_MS = 2_000;

/** Commit of the manifest's checkout, with `+dirty` where it has changes; `null` outside a checkout or without git. */
export async function gitRevision(folder: string): Promise<string | null> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], { timeout: GIT_LIMIT_MS });
    return stdout.trim();
  };
  try {
    const commit = await git('rev-parse', 'HEAD');
    const changes = await git('status', '--porcelain', '--untracked-files=no');
    return changes === '' ? commit : `${commit}+dirty`;
  } catch {
    return null;
  }
}
