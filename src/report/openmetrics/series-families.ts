import type { BinPercentile, LoadBin, LoadSeries } from '../series/run-series.ts';
import type { RunStory } from '../story/run-story.ts';
import type { MetricFamily, TimedSample } from './metric-family.ts';

const PERCENTILES: readonly BinPercentile[] = ['p50', 'p90', 'p95', 'p99', 'p99.9'];

/** Each load over time: counters since the warm-up began, and percentiles. A sample's time is its bin's end. */
export function seriesFamilies({ report, state, series }: RunStory): MetricFamily[] {
  const zeroS = Date.parse(report.startedAt) / 1000 + (state.zeroMs ?? 0) / 1000;
  const labels = (load: LoadSeries): Record<string, string> => ({ experiment: report.name, run: report.run, load: load.name });
  const counter = (name: string, help: string, pick: (bin: LoadBin) => number): MetricFamily => ({
    name,
    type: 'counter',
    help,
    samples: series.loads.flatMap((load) => running(load.bins, pick, labels(load), zeroS)),
  });
  return [
    counter('shakedown_offered_arrivals', 'Arrivals offered.', (bin) => bin.offered),
    counter('shakedown_sent_requests', 'Arrivals sent.', (bin) => bin.sent),
    counter('shakedown_dropped_arrivals', 'Arrivals dropped: our doing, such as a cap.', (bin) => bin.dropped),
    counter('shakedown_ok_requests', 'Arrivals that ended well.', (bin) => bin.ok),
    {
      name: 'shakedown_failed_requests',
      type: 'counter',
      help: 'Arrivals that failed, by outcome.',
      samples: series.loads.flatMap((load) =>
        [...new Set(load.bins.flatMap((bin) => [...bin.errors.keys()]))]
          .filter((outcome) => outcome !== 'dropped')
          .toSorted()
          .flatMap((outcome) => running(load.bins, (bin) => bin.errors.get(outcome) ?? 0, { ...labels(load), outcome }, zeroS)),
      ),
    },
    timesFamily('shakedown_response_time', 'response time, from the intended send time', 'open'),
    timesFamily('shakedown_service_time', 'service time, from the actual send time', 'closed'),
  ];

  function timesFamily(name: string, what: string, model: LoadSeries['model']): MetricFamily {
    const loads = series.loads.filter((load) => load.model === model);
    return {
      name: `${name}_seconds`,
      type: 'gauge',
      unit: 'seconds',
      help: `Percentiles of the ${what}; +Inf where they fall among the failures.`,
      samples: loads.flatMap((load) =>
        PERCENTILES.flatMap((percentile) => percentilesOf(load.bins, percentile, { ...labels(load), percentile }, zeroS)),
      ),
    };
  }
}

function running(
  bins: readonly LoadBin[],
  pick: (bin: LoadBin) => number,
  labels: Readonly<Record<string, string>>,
  zeroS: number,
): TimedSample[] {
  let total = 0;
  return bins.map((bin) => {
    total += pick(bin);
    return { suffix: '_total', labels, value: total, atS: zeroS + bin.toS };
  });
}

function percentilesOf(
  bins: readonly LoadBin[],
  percentile: BinPercentile,
  labels: Readonly<Record<string, string>>,
  zeroS: number,
): TimedSample[] {
  return bins.flatMap(({ times, toS }): TimedSample[] => {
    const time = times[percentile];
    return time === null ? [] : [{ labels, value: time === 'failed' ? Infinity : time / 1000, atS: zeroS + toS }];
  });
}
