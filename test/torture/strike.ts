import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedCli } from '../e2e/cli.ts';
import { processesOf } from '../e2e/processes-of.ts';
import type { EngineGate } from './engine-gate.ts';
import { DISK_FILLER } from './snapshot.ts';
import type { Strike } from './trial.ts';

export interface Victim {
  readonly cli: StartedCli;
  readonly stateHome: string;
  readonly gate: EngineGate | null;
}

/** Does it; resolves when it is over, which is later for what lasts. A clock jump happens by itself, in the process. */
export async function strike(what: Strike, { cli, stateHome, gate }: Victim): Promise<void> {
  const hit = (signal: NodeJS.Signals, to: 'cli' | 'group'): void => send(to === 'group' ? -cli.pid : cli.pid, signal);
  const processNamed = async (part: string): Promise<number | null> =>
    (await processesOf(stateHome)).find(({ command }) => command.includes(part))?.pid ?? null;
  switch (what.kind) {
    case 'signal':
      hit(what.signal, what.to);
      return;
    case 'stop-cont':
      hit('SIGSTOP', what.to);
      await sleep(what.forMs);
      hit('SIGCONT', what.to);
      return;
    case 'kill-proxy':
      send(await processNamed('proxy.main'), 'SIGKILL');
      return;
    case 'kill-watchdog':
      send(await processNamed('watchdog.main'), 'SIGKILL');
      return;
    case 'kill-both':
      send(await processNamed('watchdog.main'), 'SIGKILL');
      hit('SIGKILL', 'cli');
      return;
    case 'cut-engine':
      await gate?.cut(what.forMs);
      return;
    case 'disk-full':
      await fillDisk(join(stateHome, DISK_FILLER));
      if (what.thenKill) hit('SIGKILL', 'cli');
      return;
    case 'clock-jump':
      return;
    default:
      what satisfies never;
  }
}

/** To be had from the run's environment: its `Date` jumps by so much after so long. */
export function clockJump({ byMs, afterMs }: { readonly byMs: number; readonly afterMs: number }): string {
  const code = `if (process.argv.includes("run")) setTimeout(() => {
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...args) { if (args.length === 0) super(Real.now() + ${byMs}); else super(...args); }
      static now() { return Real.now() + ${byMs}; }
    };
  }, ${afterMs})`;
  return `--import data:text/javascript,${encodeURIComponent(code)}`;
}

async function fillDisk(path: string): Promise<void> {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    await writeFile(path, Buffer.alloc(size), { flag: 'a' }).catch(() => undefined);
  }
}

export async function freeDisk(stateHome: string): Promise<void> {
  await rm(join(stateHome, DISK_FILLER), { force: true });
}

/** Whoever is gone already needs no killing. */
function send(pid: number | null, signal: NodeJS.Signals): void {
  if (pid === null) return;
  try {
    process.kill(pid, signal);
  } catch {
    return;
  }
}
