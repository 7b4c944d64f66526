import { JUDGED_PHASES } from '../plan/phase.ts';
import type { ComparableReport } from './comparable-run.ts';
import type { Measure, MeasuredRun, MeasureName } from './comparison.ts';

const PERCENTILES = [
  { metric: 'p50', above: 0.5 },
  { metric: 'p95', above: 0.05 },
  { metric: 'p99', above: 0.01 },
] as const;

/** So many arrivals above it make a percentile a number that can be compared; fewer make it little more than the largest of them. */
const LEAST_ABOVE = 5;

/** What one run is compared by: of each load in each judged phase its percentiles and success rate, and each probe's answers. */
export function measuresOf(report: ComparableReport): MeasuredRun {
  const loads = report.load.flatMap((load) => JUDGED_PHASES.flatMap((phase) => loadMeasures(load, phase)));
  const probes = report.probes.flatMap(({ name: probe, phases }) =>
    JUDGED_PHASES.flatMap((phase): Measure[] => {
      const { count = 0, successRate = null } = phases[phase] ?? {};
      if (count === 0 || successRate === null) return [];
      return [{ load: null, probe, phase, metric: 'success_rate', of: null, unit: 'ratio', value: successRate, count }];
    }),
  );
  return { run: report.run, startedAt: report.startedAt, measures: [...loads, ...probes] };
}

function loadMeasures(load: ComparableReport['load'][number], phase: (typeof JUDGED_PHASES)[number]): Measure[] {
  const found = load.phases[phase];
  if (found === undefined || found.count === 0) return [];
  const { count, successRate } = found;
  const closed = load.model === 'closed';
  const times = closed ? found.serviceTimeMs : found.responseTimeMs;
  const whose = { load: load.name, probe: null, phase } as const;
  const of = closed ? ('service_time' as const) : ('response_time' as const);
  const percentiles = PERCENTILES.filter(({ above }) => count * above >= LEAST_ABOVE).map(({ metric }): Measure => ({
    ...whose,
    metric,
    of,
    unit: 'ms',
    value: times[metric],
    count,
  }));
  if (successRate === null) return percentiles;
  return [...percentiles, { ...whose, metric: 'success_rate', of: null, unit: 'ratio', value: successRate, count }];
}

/** The same for two measures exactly when they may be compared. */
export function measureKey({ load, probe, phase, metric }: MeasureName): string {
  return JSON.stringify([load, probe, phase, metric]);
}
