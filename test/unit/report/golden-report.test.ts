import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseEventLog, renderEventLine } from '../../../src/events/parse-event-line.ts';
import { buildReport, renderJson } from '../../../src/report/build-report.ts';
import { reportInvariants } from '../../../src/report/report-invariants.ts';
import type { Report } from '../../../src/report/report.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { slowRedis, slowRedisArrivals } from '../../fixtures/timelines/slow-redis.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';

const GOLDEN = new URL('../../fixtures/timelines/', import.meta.url);

/** The production path: events to lines of a log, back, folded, built. */
function built(): Report {
  return buildReport(foldAll(parseEventLog(slowRedis().map(renderEventLine).join(''))));
}

describe('the report of a recorded run', () => {
  test.each([
    ['slow-redis.report.json', renderJson],
    ['slow-redis.summary.txt', renderSummary],
  ])('is %s (UPDATE_GOLDEN=1 refreshes it)', (file, render) => {
    const text = render(built());
    const path = new URL(file, GOLDEN);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });

  test('breaks no invariant', () => {
    expect(reportInvariants(built())).toEqual([]);
  });

  test('says what the raw samples say', () => {
    const [load] = built().load;
    const fault = slowRedisArrivals().filter((one) => one.phase === 'fault');
    const ranked = fault.map((one) => (one.ending === 'ok' ? one.responseUs / 1000 : Infinity)).sort((a, b) => a - b);
    const statistics = load?.phases.fault;
    expect(statistics?.count).toBe(600);
    expect(statistics?.errors).toEqual({ status: 6, timeout: 3 });
    expect(statistics?.statusCodes).toEqual({ '200': 591, '503': 6 });
    expect(statistics?.successRate).toBe(591 / 600);
    for (const [name, perTenThousand] of [
      ['p50', 5000],
      ['p90', 9000],
      ['p95', 9500],
    ] as const) {
      const truth = ranked[Math.ceil((600 * perTenThousand) / 10_000) - 1] ?? NaN;
      expect(Math.abs((statistics?.responseTimeMs[name] ?? NaN) / truth - 1)).toBeLessThan(0.001);
    }
    expect(statistics?.responseTimeMs['p99']).toBeNull();
    const answered = fault.filter((one) => one.ending !== 'timeout').map((one) => one.responseUs / 1000);
    expect(statistics?.responseTimeMs.mean).toBeCloseTo(answered.reduce((sum, ms) => sum + ms, 0) / answered.length, 2);
  });

  test('is written in lines of at most 100 columns, without colour', () => {
    const lines = renderSummary(built()).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.join('')).not.toContain('\u001B');
  });
});
