import { execFile } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import { isatty } from 'node:tty';

/** The device of the terminal that we write to, `/dev/pts/3`; `null` where standard output is none. */
export async function terminalPath(): Promise<string | null> {
  if (!isatty(1)) return null;
  if (process.platform === 'linux') return readlink('/proc/self/fd/1').catch(() => null);
  return new Promise((resolve) => {
    const asking = execFile('tty', (error, stdout) => resolve(error === null ? stdout.trim() : null));
    asking.stdin?.end();
  });
}
