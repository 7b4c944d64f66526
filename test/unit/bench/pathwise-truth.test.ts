import { expect, test } from 'vitest';
import { anchorUs, constantOffsetsUs, queueDeparture, stallDeparture, statisticsMs } from '../../bench/load/pathwise-truth.ts';

test('a stall holds what comes in it until its end, and nothing else', () => {
  const departs = stallDeparture(1_200, 10_000_000, 1_000_000);
  expect(departs(1_000_000)).toBe(1_001_200);
  expect(departs(999_999)).toBe(1_001_200);
  expect(departs(20_000_000)).toBe(21_001_200);
  // Before the server's own zero: periods run both ways.
  expect(departs(-9_500_000)).toBe(-8_998_800);
});

test('a queue serves one at a time', () => {
  const departs = queueDeparture(100);
  expect([0, 10, 20, 1_000].map(departs)).toEqual([100, 200, 300, 1_100]);
});

test('the statistics of the known stall are those of the analysis', () => {
  const departs = stallDeparture(1_200, 10_000_000, 1_000_000);
  const times = constantOffsetsUs(500, 15_000).map((at) => departs(at) - at);
  const { mean, p50, p95, p99, 'p99.9': p999 } = statisticsMs(times);
  expect(mean).toBeCloseTo(51.3, 1);
  expect([p50, p95, p99, p999].map(Math.round)).toEqual([1, 501, 901, 991]);
});

test('a schedule is placed where its least late request came', () => {
  const late = [300, 20, 50];
  const arrivals = Float64Array.from(constantOffsetsUs(1_000, 3), (offset, i) => 7_000 + offset + (late[i] ?? 0));
  expect(anchorUs(arrivals, constantOffsetsUs(1_000, 3))).toBe(7_020);
});
