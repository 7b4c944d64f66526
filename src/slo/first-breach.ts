import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { firstBrokenSecondMs } from './first-broken-second.ts';
import { firstChangeBreachMs } from './first-change-breach.ts';
import { firstProbeBreachMs, outageBreachMs, recoveryBreachMs } from './breach-moments.ts';
import { firstFailedWindowMs } from './judge-windows.ts';
import { measure } from './measure.ts';
import { countsSample } from './sample.ts';

/**
 * Where on the timeline to look at an SLO that failed, ms: the first second of its phase in which it did not hold by that second alone, or
 * else the one with which it did not hold any more; of a window its beginning; of what is a moment itself, that. It is no judgement, since
 * a healthy system breaks a p99 in one second of a hundred. `null` where nothing that was kept tells.
 */
export function firstBreachMs(slo: PlannedSlo, row: SloRow, state: RunState): number | null {
  const found = breachMs(slo, row, state);
  return found === null ? null : Math.round(found);
}

function breachMs(slo: PlannedSlo, row: SloRow, state: RunState): number | null {
  const { metric } = slo.spec.expression;
  if (metric.kind === 'probe') return firstProbeBreachMs(slo, metric.name, state);
  if (metric.kind === 'recovery_time' || metric.kind === 'outage_to_recovery') return recoveryBreachMs(slo, metric.kind, row, state);
  const load = slo.load === null ? undefined : state.loads.get(slo.load);
  if (load === undefined) return null;
  if (metric.kind === 'longest_outage' || metric.kind === 'time_to_first_failure') return outageBreachMs(slo, metric.kind, state, load);
  if (metric.kind === 'vs_baseline') return firstChangeBreachMs(slo, metric.of, state, load);
  if (slo.spec.window) return firstFailedWindowMs(slo, slo.spec.window, state, load);
  return firstBrokenSecondMs(slo, state, load, (counts, spanMs) => {
    return measure(slo.spec.expression, countsSample(state, load, { counts, spanMs })).holds === false;
  });
}
