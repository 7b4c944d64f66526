import { describe, expect, test } from 'vitest';
import { errorChart, rateChart } from '../../../../src/report/html/load-charts.ts';
import type { LoadBin } from '../../../../src/report/series/run-series.ts';

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

  test('lose no failure', () => {
    const chart = errorChart({ ...HEADER, bins: [second(0, 100), second(1, 8, new Map([['timeout', 8]]))] }, 'errors', 1.25);
    expect(chart?.lines.map(({ values }) => values)).toEqual([[0, 6.4]]);
  });
});
