import { expect, test } from 'vitest';
import { parseSloExpression } from '../../../src/slo/parse-slo-expression.ts';
import { percentileRanks } from '../../../src/stats/order-statistics.ts';
import { requiredForChange, requiredSamples } from '../../../src/slo/required-samples.ts';

test.each<[string, number]>([
  ['p50(response_time) < 1s', 6],
  ['p95(response_time) < 1s', 72],
  ['p99(response_time) < 1s', 368],
  ['p99.9(service_time) <= 1s', 3688],
  ['p99.99(response_time) < 1s', 36_887],
  ['success_rate >= 99.9%', 3838],
  ['error_rate <= 0.1%', 3838],
  ['success_rate >= 99%', 381],
  ['success_rate >= 100%', 1],
  ['mean(response_time) < 1s', 30],
  ['stddev(service_time) < 1s', 30],
  ['max(response_time) < 1s', 0],
  ['bytes > 1MB/s', 0],
  ['recovery_time < 1s', 0],
])('%s cannot be decided with fewer than %i', (text, least) => {
  const result = parseSloExpression(text);
  expect(result.ok && requiredSamples(result.expression)).toBe(least);
});

test.each<[string, ReturnType<typeof requiredForChange>]>([
  ['p99(response_time) vs baseline < +20%', { baseline: 1, phase: 437 }],
  ['p50(response_time) vs baseline < +20%', { baseline: 7, phase: 7 }],
  ['p99(response_time) vs baseline > +20%', null],
  ['success_rate vs baseline > -5%', null],
  ['p99(response_time) < 1s', null],
])('%s needs %o of both sides', (text, least) => {
  const result = parseSloExpression(text);
  expect(result.ok && requiredForChange(result.expression, 0.95)).toEqual(least);
});

test('so many arrivals, and no fewer, give the bounds that a change needs', () => {
  const confidence = 0.975;
  expect(percentileRanks(9900, 437, confidence).high).toBe(437);
  expect(percentileRanks(9900, 436, confidence).high).toBe(437);
  expect(percentileRanks(5000, 7, confidence).low).toBe(1);
  expect(percentileRanks(5000, 6, confidence).low).toBe(0);
});
