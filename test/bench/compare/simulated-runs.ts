import type { Measure, MeasuredRun } from '../../../src/compare/comparison.ts';
import type { Random } from '../../../src/random/create-random.ts';
import { gaussian } from './gaussian.ts';

export interface SimulatedSystem {
  /** Standard deviation of the logarithm from run to run, shared by all percentiles of a run. */
  readonly betweenRuns: number;
  /** The same of each percentile by itself, by its chance inside the run. */
  readonly within: Readonly<Record<'p50' | 'p95' | 'p99', number>>;
  /** Share of arrivals that fail. */
  readonly failures: number;
  readonly arrivals: number;
}

/** As the real server of this benchmark, on a quiet machine: 1,000 arrivals, log-normal answers of σ = 0.4. */
export const STEADY: SimulatedSystem = {
  betweenRuns: 0.02,
  within: { p50: 0.016, p95: 0.027, p99: 0.047 },
  failures: 0.002,
  arrivals: 1_000,
};

const PHASES = ['baseline', 'fault', 'recovery'] as const;
const MEDIANS_MS = { p50: 400, p95: 770, p99: 1_014 } as const;

/** So many runs of a system whose every response time is `slowdown` times as long. */
export function simulateRuns(random: Random, runs: number, system: SimulatedSystem, slowdown = 1): MeasuredRun[] {
  return Array.from({ length: runs }, (_, at) => ({
    run: `simulated-${at}`,
    startedAt: '',
    measures: simulateRun(random, system, slowdown),
  }));
}

function simulateRun(random: Random, { betweenRuns, within, failures, arrivals }: SimulatedSystem, slowdown: number): Measure[] {
  const normal = (): number => gaussian(() => random.uniform());
  const shared = betweenRuns * normal();
  return PHASES.flatMap((phase): Measure[] => {
    const whose = { load: 'get', probe: null, phase, count: arrivals } as const;
    const times = (['p50', 'p95', 'p99'] as const).map((metric): Measure => {
      const value = slowdown * MEDIANS_MS[metric] * Math.exp(shared + within[metric] * normal());
      return { ...whose, metric, of: 'response_time', unit: 'ms', value };
    });
    let failed = 0;
    for (let arrival = 0; arrival < arrivals; arrival += 1) if (random.uniform() < failures) failed += 1;
    return [...times, { ...whose, metric: 'success_rate', of: null, unit: 'ratio', value: 1 - failed / arrivals }];
  });
}
