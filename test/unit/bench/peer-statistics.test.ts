import { expect, test } from 'vitest';
import { peerStatistics } from '../../bench/load/peer-statistics.ts';

test('k6 1.8 tells all of it, in ms, once its trends are asked for', () => {
  const times = { 'p(50)': 0.477121, 'p(95)': 2.272029, 'p(99)': 33.638917, 'p(99.9)': 40.8633034, avg: 1.42946360199005 };
  const printed = JSON.stringify(
    { metrics: { http_reqs: { count: 201, rate: 100.39 }, http_req_duration: times }, root_group: {} },
    null,
    4,
  );
  expect(peerStatistics('k6', printed)).toEqual({
    mean: 1.42946360199005,
    p50: 0.477121,
    p95: 2.272029,
    p99: 33.638917,
    'p99.9': 40.8633034,
  });
});

test('autocannon 9 knows no p95, and whole ms', () => {
  const latency = { average: 10.75, mean: 10.75, stddev: 13.44, p50: 5, p75: 16, p90: 33, p97_5: 48, p99: 52, p99_9: 57, totalCount: 804 };
  expect(peerStatistics('autocannon', JSON.stringify({ latency, errors: 0 }))).toEqual({ mean: 10.75, p50: 5, p99: 52, 'p99.9': 57 });
});

test('what is not understood tells nothing', () => {
  expect(peerStatistics('k6', 'panic: no summary')).toEqual({});
  expect(peerStatistics('ab', 'Requests per second')).toEqual({});
});
