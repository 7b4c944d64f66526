import type { PhasesSpec } from '../manifest/experiment.ts';
import type { PlannedTimeline } from './run-plan.ts';

/** When each phase begins if all goes to plan. */
export function planTimeline({ warmupMs, baselineMs, faultMs, recoveryMs }: PhasesSpec): PlannedTimeline {
  const baselineFromMs = warmupMs;
  const faultFromMs = baselineFromMs + baselineMs;
  const recoveryFromMs = faultFromMs + faultMs;
  return { warmupMs, baselineMs, faultMs, recoveryMs, baselineFromMs, faultFromMs, recoveryFromMs, endMs: recoveryFromMs + recoveryMs };
}
