import { readFileSync } from 'node:fs';

/** Time that nobody sets: since this machine began. Processes of one machine can compare theirs; it stands still while it sleeps. */
export interface MachineTime {
  /** The first eight characters of the boot's id, as in a process's start time. */
  readonly boot: string;
  readonly ms: number;
}

/** `null` where the system does not say which boot this is: there, nobody else could tell what it means. */
export function machineTime(): MachineTime | null {
  if (process.platform !== 'linux') return null;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return { boot, ms: Math.round(Number(process.hrtime.bigint() / 1_000_000n)) };
  } catch {
    return null;
  }
}
