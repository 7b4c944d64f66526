import { isInstant } from '../events/fault-state.ts';
import type { RunState } from '../events/run-state.ts';

/**
 * When recovery began, on the timeline: held faults when the last was proven gone, which is where the recovery phase begins; faults
 * of an instant when the deed was proven. `null` while some fault has not come that far, or when there is none.
 */
export function recoveryClock(state: RunState): number | null {
  if (state.faults.size === 0) return null;
  const recovery = state.phases.find((phase) => phase.name === 'recovery');
  let fromMs = -Infinity;
  for (const fault of state.faults.values()) {
    const beginsAtMs = isInstant(fault) ? fault.provenAtMs : fault.goneAtMs === null ? null : (recovery?.fromMs ?? null);
    if (beginsAtMs === null) return null;
    fromMs = Math.max(fromMs, beginsAtMs);
  }
  return fromMs;
}
