import type { RunState } from '../events/run-state.ts';

/** Did the last phase that was planned end in its time? */
export function wentToItsEnd({ faults, phases }: RunState): boolean {
  const last = faults.size > 0 ? 'recovery' : 'baseline';
  return phases.some(({ name, toMs, cutShort }) => name === last && toMs !== null && !cutShort);
}
