import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedCli } from '../e2e/cli.ts';
import { processesOf } from '../e2e/processes-of.ts';
import { askEngine } from './ask-engine.ts';
import type { EngineGate } from './engine-gate.ts';
import type { FakeClock } from './fake-clock.ts';
import { DISK_FILLER } from './snapshot.ts';
import type { Strike } from './trial.ts';

/** Until the processes have read it. */
const CLOCK_READ_MS = 1_100;
/** More than a watchdog waits for a beat; less than any fault has until it expires. */
const HANG_MS = 11_000;

export interface Victim {
  readonly cli: StartedCli;
  readonly stateHome: string;
  /** The engine's own; `null`: no containers. */
  readonly socket: string | null;
  readonly gate: EngineGate | null;
  readonly clock: FakeClock | null;
}

/** Does it; resolves when it is over, which is later for what lasts. */
export async function strike(what: Strike, { cli, stateHome, socket, gate, clock }: Victim): Promise<void> {
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
      if (socket === null) send(await processNamed('proxy.main'), 'SIGKILL');
      else await killProxies(socket);
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
      await clock?.set(what.byMs);
      if (what.next === 'nothing') return;
      await sleep(CLOCK_READ_MS);
      if (what.next === 'kill') {
        hit('SIGKILL', 'cli');
        return;
      }
      hit('SIGSTOP', 'cli');
      await sleep(HANG_MS);
      hit('SIGCONT', 'cli');
      return;
    default:
      what satisfies never;
  }
}

/** In containers: of edges between those of the stack. */
async function killProxies(socket: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: ['dev.shakedown.role=proxy'] }));
  const found = await askEngine<readonly { readonly Id: string }[]>(socket, `/containers/json?filters=${filters}`);
  for (const { Id } of found) await askEngine(socket, `/containers/${Id}/kill`, 'POST').catch(() => undefined);
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
