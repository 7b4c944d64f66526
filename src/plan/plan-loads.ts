import type { Experiment } from '../manifest/experiment.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { maxInFlight } from './max-in-flight.ts';
import type { PlannedLoad, PlannedTimeline } from './run-plan.ts';

/** What each load entry will offer. */
export function planLoads(experiment: Experiment, seed: number, timeline: PlannedTimeline): PlannedLoad[] {
  return experiment.load.map((load) => {
    const perSecond = load.arrivals.ratePerSecond;
    const arrivals = (phaseMs: number): number => Math.round((perSecond * phaseMs) / 1000);
    return {
      name: load.name,
      peakRate: perSecond,
      maxInFlight: load.maxInFlight ?? maxInFlight(perSecond, load.expect.timeoutMs),
      expected: { baseline: arrivals(timeline.baselineMs), fault: arrivals(timeline.faultMs), recovery: arrivals(timeline.recoveryMs) },
      seed: deriveSeed(seed, `load/${load.name}`),
    };
  });
}
