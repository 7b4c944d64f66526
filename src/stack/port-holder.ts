import { readFile, readdir, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

const LISTEN = '0A';

/** `node (pid 4711)`, or `null` where it cannot be found out: not Linux, or another user's process. */
export async function describePortHolder(port: number): Promise<string | null> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8').catch(() => '')));
  const inodes = tables.flatMap((table) => listeningInodes(table, port));
  if (inodes.length === 0) return null;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
    if (!links.some((link) => sockets.has(link))) continue;
    return `${await programOf(pid)} (pid ${pid})`;
  }
  return null;
}

/** The program's name without its arguments, which may hold secrets. (`comm` is the name of a thread: `MainThread` for Node.) */
async function programOf(pid: string): Promise<string> {
  const [program = ''] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return basename(program) || 'a process';
}

/** proc_net_tcp(5): `sl local_address rem_address st … inode`, addresses as hex. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    const inode = fields[9];
    return local?.endsWith(suffix) === true && state === LISTEN && inode !== undefined ? [inode] : [];
  });
}
