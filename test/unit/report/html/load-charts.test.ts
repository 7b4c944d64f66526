import { describe, expect, test } from 'vitest';
import { heatMap } from '../../../../src/report/html/chart/heat-map.ts';
import { drawPercentilePlot } from '../../../../src/report/html/chart/draw-percentile-plot.ts';
import { percentilePlot } from '../../../../src/report/html/chart/percentile-plot.ts';
import { withEmptySeconds } from '../../../../src/report/html/with-empty-seconds.ts';
import { errorChart, percentileChart, rateChart } from '../../../../src/report/html/load-charts.ts';
import type { LoadBin } from '../../../../src/report/series/run-series.ts';
import { stateOf, steady } from '../../../fixtures/timelines/record-timeline.ts';
import { storyOf } from '../../../fixtures/timelines/story-of.ts';
import { slowRedis } from '../../../fixtures/timelines/slow-redis.ts';

const HEADER = { name: 'web', model: 'open', timeoutMs: 5000 } as const;

const second = (fromS: number, count: number, errors: LoadBin['errors'] = new Map()): LoadBin => ({
  fromS,
  toS: fromS + 1,
  offered: count,
  sent: count,
  completed: count,
  dropped: 0,
  ok: count,
  failed: 0,
  errors,
  times: { p50: 1, p90: 1, p95: 1, p99: 1, 'p99.9': 1, max: 1 },
  heat: [],
  inFlight: 0,
});

function offered(bins: readonly LoadBin[], endS: number): readonly unknown[] | undefined {
  return rateChart({ ...HEADER, bins }, 'rates', endS).lines.find(({ label }) => label === 'offered')?.values;
}

describe('rates of a run that does not end with a second', () => {
  test('are taken over the part of the last second that there was', () => {
    expect(offered([second(0, 100), second(1, 100), second(2, 75)], 2.75)).toEqual([100, 100, 100]);
  });

  test('of a last part too short for a rate of its own are those of it and the second before', () => {
    expect(offered([second(0, 100), second(1, 100), second(2, 8)], 2.05)).toEqual([100, 100, 102.9]);
    expect(offered([second(0, 100), second(1, 100), second(2, 1)], 2)).toEqual([100, 100, 101]);
    expect(offered([second(0, 0)], 0)).toEqual([0]);
  });

  test('are 0 in the seconds in which nothing arrived, and there are no times then', () => {
    const bins = withEmptySeconds([second(0, 1), second(3, 1)]);
    expect(bins.map(({ fromS, toS, offered, times }) => [fromS, toS, offered, times.p99])).toEqual([
      [0, 1, 1, 1],
      [1, 2, 0, null],
      [2, 3, 0, null],
      [3, 4, 1, 1],
    ]);
    const whole = [second(0, 1), second(1, 1)];
    expect(withEmptySeconds(whole)).toBe(whole);
    expect(offered(bins, 4)).toEqual([1, 0, 0, 1]);
  });

  test('are told by their least, also where it is none', () => {
    const dead = { ...second(1, 100), ok: 0 };
    expect(rateChart({ ...HEADER, bins: [second(0, 100), dead, second(2, 100)] }, 'rates', 3).summary).toContain(
      'at least 0/s answered well',
    );
  });

  test('lose no failure', () => {
    const chart = errorChart({ ...HEADER, bins: [second(0, 100), second(1, 8, new Map([['timeout', 8]]))] }, 'errors', 1.25);
    expect(chart?.lines.map(({ values }) => values)).toEqual([[0, 6.4]]);
  });
});

describe('where everything failed', () => {
  const failing: LoadBin = {
    ...second(0, 0),
    offered: 10,
    sent: 10,
    failed: 10,
    errors: new Map([['timeout', 10]]),
    times: { p50: 'failed', p90: 'failed', p95: 'failed', p99: 'failed', 'p99.9': 'failed', max: null },
  };
  const { report } = storyOf(slowRedis());

  test('the axis of times goes beyond the timeout, and has a decade below', () => {
    const { min, max } = percentileChart({ ...HEADER, bins: [failing] }, 'times', report);
    expect(max).toBeGreaterThan(HEADER.timeoutMs);
    expect(max / min).toBeGreaterThanOrEqual(10);
  });

  test('the heat map has its row of failures', () => {
    const map = heatMap({ ...HEADER, bins: [failing] }, 'heat');
    expect(map?.columns).toEqual([{ fromS: 0, toS: 1, counts: [], failed: 10, total: 10 }]);
    expect(map?.edgesMs.at(-1)).toBeGreaterThanOrEqual(HEADER.timeoutMs);
    expect(map?.summary).toBe('No request succeeded.');
    expect(heatMap({ ...HEADER, bins: [second(0, 0)] }, 'heat')).toBeNull();
  });
});

test('percentiles by phase leave room above the limits, where the failures are drawn', () => {
  const arrivals = steady('baseline', 1000, 4000, 10, (_, index) => (index % 2 === 0 ? { ending: 'status' as const } : {}));
  const load = stateOf({ arrivals }).loads.get('checkout');
  if (load === undefined) throw new Error('the recorded run has a load');
  const plot = percentilePlot(load, 'percentiles', [{ label: 'p95 limit', value: 5000, share: 0.95 }]);
  expect(plot?.maxMs).toBeGreaterThan(5000);
  const without = percentilePlot(load, 'percentiles', []);
  expect(without?.maxMs).toBeGreaterThan(load.timeoutMs);
});

test('percentiles of a phase with one arrival are a point', () => {
  const load = stateOf({ arrivals: steady('baseline', 1000, 2000, 1) }).loads.get('checkout');
  const plot = load === undefined ? null : percentilePlot(load, 'percentiles', []);
  expect(plot?.lines.map(({ values }) => values.filter((value) => value !== null).length)).toEqual([1]);
  expect(plot === null ? '' : drawPercentilePlot(plot).text).toContain('<circle class="dot');
});
