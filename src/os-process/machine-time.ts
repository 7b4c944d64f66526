import { readFileSync } from 'node:fs';

/** Time that nobody sets: since this machine began. Processes of one machine can compare theirs; it stands still while it sleeps. */
export interface MachineTime {
  /** The first eight characters of the boot's id, as in a process's start time. */
  readonly boot: string;
  readonly ms: number;
}

/**
 * `null` where the system does not say which boot this is: there, nobody else could tell what it means. Asked once: later there may be no
 * file descriptor left to ask with.
 */
export function machineClock(): () => MachineTime | null {
  const boot = bootId();
  return () => (boot === null ? null : { boot, ms: Math.round(Number(process.hrtime.bigint() / 1_000_000n)) });
}

function bootId(): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return null;
  }
}
