import type { RunState } from '../events/run-state.ts';

/** When the first fault's `inject()` was called, on the timeline; `null`: none was. */
export function firstInject(state: RunState): number | null {
  const times = [...state.faults.values()].flatMap(({ injectCalledAtMs }) => injectCalledAtMs ?? []);
  return times.length === 0 ? null : Math.min(...times);
}
