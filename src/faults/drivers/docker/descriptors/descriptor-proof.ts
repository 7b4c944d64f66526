import type { Finding } from '../findings.ts';
import type { LimitedProcess } from './descriptor-scripts.ts';

/** A container's processes when its fault was prepared, and as they are. */
export interface LookedAt {
  readonly name: string;
  readonly had: readonly LimitedProcess[];
  readonly now: readonly LimitedProcess[];
}

/**
 * Pure. Has none of the processes that were there a limit above this one? Their children inherit it; what the engine starts among them
 * meanwhile, a health check for instance, has the container's own, and says nothing of the fault.
 */
export function descriptorsBite(limit: number, { name, had, now }: LookedAt): Finding {
  const judged = now.filter(({ pid, startTime }) => had.some((one) => one.pid === pid && one.startTime === startTime));
  const most = Math.max(0, ...judged.map(({ soft }) => soft));
  return { holds: judged.length > 0 && most <= limit, value: most, words: `${name}: ${most} in each of ${judged.length} processes` };
}
