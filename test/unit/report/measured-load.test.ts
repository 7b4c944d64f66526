import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build-report.ts';
import { reportInvariants } from '../../../src/report/report-invariants.ts';
import type { LoadRow, Report } from '../../../src/report/report.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { foldAll } from '../../fixtures/timelines/record-timeline.ts';
import { slowRedis } from '../../fixtures/timelines/slow-redis.ts';

const RECORDED = buildReport(foldAll(slowRedis()));
const [ROW] = RECORDED.load;
if (ROW === undefined) throw new Error('the recorded run has a load');
const TIMES = { mean: 6.4, p50: 5.5, p90: 8.8, p95: 11.8, p99: 14, 'p99.9': 36.4, max: 1236.4 };
const NONE = { mean: null, p50: null, p90: null, p95: null, p99: null, 'p99.9': null, max: null };

/** Ten seconds at 100/s, three of them failed. */
const OPEN: LoadRow = {
  ...ROW,
  offered: 1000,
  sent: 998,
  completed: 997,
  dropped: 2,
  unanswered: 1,
  connectionsOpened: 21,
  peakInFlight: 12,
  timeoutMs: 2000,
  phases: {},
  whole: {
    count: 1000,
    ok: 996,
    successRate: 0.996,
    errors: { dropped: 2, status: 1, timeout: 1 },
    errorDetails: { timeout: { 'no-first-byte': 1 } },
    statusCodes: { '200': 996, '503': 1 },
    bodyBytes: 2_510_000,
    responseTimeMs: { ...TIMES, 'p99.9': null, censored: true, atLeast: 2000 },
    serviceTimeMs: TIMES,
  },
};
const CLOSED: LoadRow = {
  ...OPEN,
  model: 'closed',
  engine: 'autocannon',
  connections: 64,
  dropped: 0,
  whole: { ...OPEN.whole, responseTimeMs: { ...NONE, censored: false, atLeast: null } },
};

describe('a measurement for people', () => {
  test('of an open load has rates, both latencies, what came back, and whether the generator kept up', () => {
    expect(linesOf(OPEN)).toEqual([
      '  Model        open: arrivals kept their schedule; response time runs from the intended send time',
      '  Requests     1,000 offered · 998 sent · 997 completed · 2 dropped · 1 unanswered',
      '  Rate         100/s offered · 99.7/s answered · 99.6/s ok, over 10s',
      '  Success      99.6%',
      '  Latency            p50      p90      p95      p99    p99.9      max     mean',
      '    response       5.5ms    8.8ms   11.8ms     14ms     ≥ 2s    1.24s    6.4ms',
      '    service        5.5ms    8.8ms   11.8ms     14ms   36.4ms    1.24s    6.4ms',
      '               ≥: so many requests failed that this percentile is one of them',
      '  Status       200 × 996 · 503 × 1',
      '  Received     2.51MB of bodies · 251kB/s',
      '  Errors       dropped × 2 · status × 1 · timeout × 1 (no-first-byte)',
      '  Connections  21 opened · 12 requests in flight at most',
      '  Generator    it kept up · lag p99 0.3ms, max 4ms · 0.4 cores',
    ]);
  });

  test('of a closed load names its engine, and has service time only', () => {
    const lines = linesOf(CLOSED);
    expect(lines[0]).toBe('  Model        closed, on autocannon: 64 connections, each as fast as it was answered');
    expect(lines.some((line) => line.includes('response'))).toBe(false);
    expect(lines.at(-1)).toBe('  Generator    it kept up · 0.4 cores');
  });

  test('of a load of which every request failed says how long at least they took', () => {
    const whole = {
      ...OPEN.whole,
      ok: 0,
      successRate: 0,
      errors: { timeout: 1000 },
      responseTimeMs: { ...NONE, censored: true, atLeast: 2000 },
      serviceTimeMs: NONE,
    };
    const lines = linesOf({ ...OPEN, whole });
    expect(lines.find((line) => line.startsWith('    response'))).toBe(
      '    response        ≥ 2s     ≥ 2s     ≥ 2s     ≥ 2s     ≥ 2s        –        –',
    );
    expect(lines.find((line) => line.startsWith('    service'))).toMatch(/service(\s+–){7}$/);
  });

  test('takes for ok what was counted as such: neither what was cut off before it was sent, nor less for a warm-up that was abandoned', () => {
    const hole = { ...OPEN.whole, ok: 0, successRate: 0, errors: { connect: 500 }, statusCodes: {} };
    const rate = (load: LoadRow): string | undefined => linesOf(load).find((line) => line.startsWith('  Rate'));
    expect(rate({ ...OPEN, sent: 500, neverSent: 500, whole: hole })).toBe(
      '  Rate         100/s offered · 0/s answered · 0/s ok, over 10s',
    );
    expect(rate({ ...OPEN, abandoned: 300 })).toContain('99.6/s ok');
  });

  test('of a load cut off while all of it was in flight says of no time that it is at least the timeout', () => {
    const whole = { ...OPEN.whole, ok: 0, successRate: null, errors: {}, responseTimeMs: { ...NONE, censored: false, atLeast: null } };
    const lines = linesOf({ ...OPEN, abandoned: 1000, whole: { ...whole, serviceTimeMs: NONE } });
    expect(lines.find((line) => line.startsWith('    response'))).toMatch(/response(\s+–){7}$/u);
    expect(lines.join('\n')).not.toContain('≥');
  });

  test('says of counts that have the warm-up in them that they do', () => {
    const text = linesOf({ ...OPEN, phases: { warmup: { ...OPEN.whole, count: 300 } } })
      .join(' ')
      .replaceAll(/\s+/gu, ' ');
    expect(text).toContain('2 dropped · 1 unanswered (with the warm-up)');
  });

  test('of a load that was never answered says so, without a number', () => {
    const whole = {
      ...OPEN.whole,
      count: 0,
      ok: 0,
      successRate: null,
      errors: {},
      errorDetails: {},
      statusCodes: {},
      responseTimeMs: { ...NONE, censored: false, atLeast: null },
      serviceTimeMs: NONE,
    };
    const text = linesOf({ ...OPEN, whole }).join('\n');
    expect(text).toContain('nothing was answered');
    expect(text).not.toMatch(/NaN|null|undefined/);
  });

  test('without an SLO is headed as measured, and no pass', () => {
    const reasons = [{ code: 'nothing-judged', slo: null, fault: null, phase: null, atMs: null, message: 'no SLO was given' }] as const;
    const report: Report = { ...reportOf(OPEN), slos: [], verdict: 'inconclusive', exitCode: 0, reasons };
    expect(renderSummary(report)).toMatch(/^MEASURED {2}/);
    expect(renderSummary(report)).toContain('Notes\n  - no SLO was given');
    expect(reportInvariants(report).filter((violation) => violation.includes('verdict'))).toEqual([]);
    expect(reportInvariants({ ...report, verdict: 'pass', exitCode: 3 })).not.toEqual([]);
  });
});

function reportOf(load: LoadRow): Report {
  const phases = [
    { name: 'warmup', fromMs: 0, toMs: 3000, plannedMs: 3000, cutShort: false },
    { name: 'baseline', fromMs: 3000, toMs: 13_000, plannedMs: 10_000, cutShort: false },
  ] as const;
  const generator = {
    ...RECORDED.generator,
    dispatchLagMs: { p50: 0.07, p99: 0.3, 'p99.9': 1.1, max: 4 },
    cpuCores: 0.4,
    limited: false,
    perWorker: [{ worker: 0, cpuCores: 0.4, eventLoopDelayMaxMs: 1 }],
  };
  return { ...RECORDED, source: 'flags', phases, load: [load], faults: [], generator };
}

function linesOf(load: LoadRow): string[] {
  const part = renderSummary(reportOf(load))
    .split('\n\n')
    .find((candidate) => candidate.startsWith('Load\n'));
  return part?.split('\n').slice(1) ?? [];
}
