import { readFile, readdir } from 'node:fs/promises';

/**
 * Every process that inherited this sandbox's environment, by its /proc/<pid>/environ: found without asking any code of ours.
 * Linux only, and says so.
 */
export async function processesOf(stateHome: string): Promise<{ pid: number; command: string; state: string }[]> {
  if (process.platform !== 'linux') throw new Error('this test reads /proc and needs Linux');
  const found = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [environ, cmdline, stat] = await Promise.all(
      ['environ', 'cmdline', 'stat'].map((file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '')),
    );
    if (!environ?.includes(`XDG_STATE_HOME=${stateHome}\0`)) continue;
    const state = stat?.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) ?? '?';
    found.push({ pid: Number(name), command: (cmdline ?? '').replaceAll('\0', ' ').trim(), state });
  }
  return found;
}

/** Waits until none is left and returns what is still there after `limitMs`. */
export async function processesLeft(stateHome: string, limitMs: number): Promise<{ pid: number; command: string; state: string }[]> {
  const until = Date.now() + limitMs;
  for (;;) {
    const left = await processesOf(stateHome);
    if (left.length === 0 || Date.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
