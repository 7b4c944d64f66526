import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 2;
const LIMIT_MS = 30_000;

/** Resolves at the moment at which a fault is gone, by what the kernel shows: no engine is asked, whose work it is that is timed. */
export type Gone = Promise<number>;

/**
 * By the tables of rules in the network of a process, listed over and over by a shell in it, which ends when none is of ours. Resolves
 * when it has begun. (The kernel announces no end of a table that goes with its owner.)
 */
export async function tableGone(pid: number): Promise<{ readonly gone: Gone }> {
  const script = 'echo looking; while nft list tables | grep -q shakedown; do :; done';
  const looking = spawn('nsenter', ['-t', String(pid), '-n', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const limit = setTimeout(() => looking.kill(), LIMIT_MS);
  const gone = once(looking, 'exit').then(([code]: readonly unknown[]) => {
    clearTimeout(limit);
    if (code !== 0) throw new Error(`the rules could not be watched, or did not go within ${LIMIT_MS} ms`);
    return performance.now();
  });
  await once(looking.stdout, 'data');
  return { gone };
}

/** By the space that is free on a container's own disk. */
export async function spaceBack(pid: number, freeBlocks: number): Gone {
  return when(async () => (await statfs(`/proc/${pid}/root/data`)).bfree >= freeBlocks);
}

/** By the freezer of its cgroup. */
export async function thawed(file: string): Gone {
  return when(async () => /THAWED|frozen 0/u.test(await readFile(file, 'utf8')));
}

/** By the state of the process, or its end. */
export async function runsOn(pid: number): Gone {
  return when(async () => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    return stat === null || !stat.slice(stat.lastIndexOf(')') + 1).startsWith(' T');
  });
}

/** By a cgroup that has a process again. */
export async function populated(file: string): Gone {
  return when(async () => (await readFile(file, 'utf8').catch(() => '')).trim() !== '');
}

/** By the proxy's word on its toxics, or its end: no toxic of a process that is gone can hurt. */
export async function withoutToxics(apiUrl: string): Gone {
  return when(async () => {
    const text = await fetch(`${apiUrl}/proxies`, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.text(),
      () => '{}',
    );
    return !/"toxics":\s*\[\s*\{/u.test(text);
  });
}

async function when(isGone: () => Promise<boolean>): Gone {
  const from = performance.now();
  while (performance.now() - from < LIMIT_MS) {
    if (await isGone()) return performance.now();
    await sleep(LOOK_MS);
  }
  throw new Error(`not gone within ${LIMIT_MS} ms`);
}
