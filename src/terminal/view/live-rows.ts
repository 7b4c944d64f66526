import type { RunState } from '../../events/run-state.ts';
import type { SloRow } from '../../report/report.ts';

/** The SLOs as they stand on what is known now. */
export function liveRows(state: RunState): readonly SloRow[] {
  return state.baseline?.rows ?? [];
}
