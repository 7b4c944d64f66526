import { RateSchedule } from '../load/arrivals/rate-schedule.ts';
import type { Experiment } from '../manifest/experiment.ts';
import type { LoadSpec } from '../manifest/load-spec.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { longestMs } from './longest-ms.ts';
import { maxInFlight } from './max-in-flight.ts';
import { plannedEndpoints } from './planned-endpoints.ts';
import type { PlannedLoad, PlannedTimeline } from './run-plan.ts';

/** What each load entry will offer. */
export function planLoads(experiment: Experiment, seed: number, timeline: PlannedTimeline): PlannedLoad[] {
  return experiment.load.map((load) => ({
    name: load.name,
    model: load.model,
    ...offered(load, timeline),
    endpoints: plannedEndpoints(load),
    seed: deriveSeed(seed, `load/${load.name}`),
  }));
}

function offered(load: LoadSpec, timeline: PlannedTimeline): Pick<PlannedLoad, 'peakRate' | 'maxInFlight' | 'expected'> {
  if (load.model === 'closed') {
    return { peakRate: 0, maxInFlight: load.connections, expected: { baseline: 0, fault: 0, recovery: 0 } };
  }
  const schedule = new RateSchedule(load.arrivals);
  const arrivals = (fromMs: number, forMs: number): number => {
    const by = (ms: number): number => schedule.expectedBy((ms - load.startAfterMs) * 1000);
    return Math.round(by(fromMs + forMs) - by(fromMs));
  };
  return {
    peakRate: schedule.peakPerSecond,
    maxInFlight: load.maxInFlight ?? maxInFlight(schedule.peakPerSecond, longestMs(load.scenario)),
    expected: {
      baseline: arrivals(timeline.baselineFromMs, timeline.baselineMs),
      fault: arrivals(timeline.faultFromMs, timeline.faultMs),
      recovery: arrivals(timeline.recoveryFromMs, timeline.recoveryMs),
    },
  };
}
