import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/events/run-event.ts';
import { containerCharts } from '../../../../src/report/html/container-charts.ts';
import { drawTimeChart } from '../../../../src/report/html/chart/draw-time-chart.ts';
import type { TimeChart } from '../../../../src/report/html/chart/time-chart.ts';
import { withGaps } from '../../../../src/report/html/chart/with-gaps.ts';
import { generatorCharts } from '../../../../src/report/html/generator-charts.ts';
import { inFlightChart } from '../../../../src/report/html/load-charts.ts';
import { foldAll, recordTimeline } from '../../../fixtures/timelines/record-timeline.ts';

const FRAME = { fromS: 0, toS: 20, phases: [], faults: [], holds: [], marks: [] };

/** Measured in these seconds and in no others. */
const SECONDS = [1, 2, 3, 12, 13] as const;

function containersMeasured(): RunEvent[] {
  const container = { container: 'shop-api-1', service: 'api', cpuCores: 0.5, memoryBytes: 2 ** 26, memoryLimitBytes: null };
  return recordTimeline({
    edit: (entries) => [
      ...entries,
      ...SECONDS.map((second) => ({
        atMs: second * 1000,
        body: { type: 'containers-measured' as const, containers: [{ ...container, receivedBytes: 0, sentBytes: 0 }] },
      })),
    ],
  });
}

const bins = SECONDS.map((fromS) => ({ fromS, toS: fromS + 1 }));

describe('a chart has no line through the time in which nothing was measured, with script or without', () => {
  const expectGap = (chart: TimeChart | null | undefined): void => {
    expect(chart?.spans.map(({ fromS, toS }) => [fromS, toS])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 12],
      [12, 13],
      [13, 14],
    ]);
    expect(chart?.lines[0]?.values.map((value) => value !== null)).toEqual([true, true, true, false, true, true]);
    const path = chart === null || chart === undefined ? '' : /class="line s\d"\s+d="([^"]*)"/u.exec(drawTimeChart(chart, FRAME).text)?.[1];
    expect(path?.match(/M/gu)).toHaveLength(2);
  };

  test('of containers', () => {
    const charts = containerCharts(foldAll(containersMeasured()));
    expect(charts).toHaveLength(2);
    charts.forEach(expectGap);
  });

  test('of what was in flight', () => {
    const counts = { offered: 1, sent: 1, completed: 1, dropped: 0, ok: 1, failed: 0, errors: new Map(), heat: [], inFlight: 3 };
    const times = { p50: 1, p90: 1, p95: 1, p99: 1, 'p99.9': 1, max: 1 };
    const load = { name: 'web', model: 'open', timeoutMs: 5000, bins: bins.map((span) => ({ ...span, ...counts, times })) } as const;
    expectGap(inFlightChart(load, 'in-flight'));
  });

  test('of the generator', () => {
    const charts = generatorCharts(bins.map((span) => ({ ...span, due: 1, late: 0, cpuCores: 0.1, eventLoopDelayMaxMs: 1 })));
    expect(charts).toHaveLength(2);
    charts.forEach(expectGap);
  });
});

test('a measurement that comes a second or two late is no gap', () => {
  const late = [0, 1, 4, 5].map((fromS) => ({ fromS, toS: fromS + 1 }));
  expect(withGaps(late)).toBe(late);
});
