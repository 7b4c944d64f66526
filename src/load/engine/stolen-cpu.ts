import { readFileSync } from 'node:fs';

const STAT = '/proc/stat';
/** Columns of the first line, after its name: user nice system idle iowait irq softirq steal; what follows is counted in user and nice. */
const COLUMNS = 8;
const STEAL = 7;

/** Time of all cores together since the machine's start, in the kernel's ticks. */
export interface CpuTicks {
  readonly all: number;
  /** What a virtual machine's host gave to others while somebody here wanted to run. */
  readonly stolen: number;
}

/** The first line of `/proc/stat` (proc(5), `cpu`); `null` where that is not what it says. */
export function parseCpuTicks(stat: string): CpuTicks | null {
  const [name, ...columns] = stat.slice(0, stat.indexOf('\n')).trim().split(/\s+/u);
  const ticks = columns.slice(0, COLUMNS).map(Number);
  if (name !== 'cpu' || ticks.length < COLUMNS || ticks.some((tick) => !Number.isFinite(tick))) return null;
  return { all: ticks.reduce((sum, tick) => sum + tick, 0), stolen: ticks[STEAL] ?? 0 };
}

/** How much of this machine's CPU its host takes away: whatever is late then, is late for a reason that no process here can see. */
export class StolenCpu {
  #last = readTicks();

  /** Share of all cores since the last call (or the start), 0–1; `null` where the platform does not tell, or no time has passed. */
  share(): number | null {
    const now = readTicks();
    const last = this.#last;
    this.#last = now;
    if (now === null || last === null || now.all <= last.all) return null;
    return (now.stolen - last.stolen) / (now.all - last.all);
  }
}

function readTicks(): CpuTicks | null {
  if (process.platform !== 'linux') return null;
  try {
    return parseCpuTicks(readFileSync(STAT, 'utf8'));
  } catch {
    // A sandbox without /proc: as on a platform that does not tell.
    return null;
  }
}
