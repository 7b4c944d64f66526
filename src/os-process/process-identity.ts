import { readProcessStat } from './process-stat.ts';

/** A process that cannot be mistaken for a later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

/** `null` when there is no such process (a zombie counts as none). */
export async function processStartTime(pid: number): Promise<string | null> {
  return (await readProcessStat(pid))?.startTime ?? null;
}

/** Is `pid` still the process that had this start time? Ask before every signal. */
export async function sameProcess(pid: number, startTime: string): Promise<boolean> {
  return (await processStartTime(pid)) === startTime;
}
