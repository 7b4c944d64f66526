import { expect, test } from 'vitest';
import { generatorCharts } from '../../../../src/report/html/generator-charts.ts';

/** What is said of bins of these widths and this many late arrivals. */
function note(...bins: readonly [widthS: number, late: number][]): string {
  let fromS = 0;
  const all = bins.map(([widthS, late]) => {
    const bin = { fromS, toS: fromS + widthS, due: 100, late, cpuCores: 0.1, eventLoopDelayMaxMs: 1 };
    fromS += widthS;
    return bin;
  });
  return /Arrivals taken up late: (.*)\.$/u.exec(generatorCharts(all)[1]?.note ?? '')?.[1] ?? '';
}

test('says how many arrivals were taken up late in the time that its bins are wide', () => {
  expect(note([1, 0], [1, 0])).toBe('none');
  expect(note([1, 3], [1, 7])).toBe('at most 7 in a second');
  expect(note([10, 12], [10, 40])).toBe('at most 40 in 10 seconds');
  expect(note([10, 12], ...Array.from({ length: 10 }, () => [1, 3] as [number, number]), [10, 4])).toBe('at most 30 in 10 seconds');
});
