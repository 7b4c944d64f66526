import { readFileSync } from 'node:fs';

/** Linux's USER_HZ, the same on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds of a process so far, all of its threads (those that have ended too), by the kernel's own accounting. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** CPU seconds of all cores so far that were not idle, what the hypervisor took included. */
export function busySeconds(): number {
  const [user, nice, system, , , irq, softirq, steal] = (/^cpu +(.*)$/mu.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '')
    .split(' ')
    .map(Number);
  return [user, nice, system, irq, softirq, steal].reduce<number>((sum, ticks = 0) => sum + ticks, 0) / TICKS_PER_SECOND;
}

export function residentMbOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
