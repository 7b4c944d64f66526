import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCounts, emptyCounts } from '../../../src/events/arrival-counts.ts';
import { isBoundToFail } from '../../../src/slo/bound-to-fail.ts';
import { breachShares } from '../../../src/slo/breach-shares.ts';
import { contradict } from '../../../src/slo/conflicts.ts';
import { evaluateBreach } from '../../../src/slo/evaluate-breach.ts';
import { forecastEvidence } from '../../../src/slo/forecast-evidence.ts';
import { DEFAULT_SLO_OPTIONS } from '../../../src/slo/slo-options.ts';
import { optionProblems } from '../../../src/slo/option-problems.ts';
import { powerToFail, powerToPass, samplesForPower, sureSamples } from '../../../src/slo/samples-for-power.ts';
import type { Sample } from '../../../src/slo/sample.ts';
import type { Proportion } from '../../../src/slo/proportion.ts';
import { shareLimitOf } from '../../../src/slo/share-limit.ts';
import { expression, plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';
import type { TimedBody } from '../../fixtures/timelines/record-timeline.ts';

describe('an SLO that stops a run', () => {
  const bad = (share: number) => (_: number, index: number) => (index % Math.round(1 / share) === 0 ? ({ ending: 'status' } as const) : {});
  /** What is known `seconds` into a fault phase of a minute at 100/s. */
  const after = (seconds: number, text: string, what: Parameters<typeof steady>[4], more: { graceMs?: number; expected?: number } = {}) => {
    const planned = plannedSlo(text, { minSamples: null, onBreach: 'stop', graceMs: more.graceMs ?? 0, phase: 'fault' });
    const slo = { ...planned, expectedArrivals: more.expected ?? 6000 };
    const nowMs = 4000 + seconds * 1000;
    const arrivals = steady('fault', 4000, nowMs, 100, what);
    const edit = (events: readonly TimedBody[]) => events.filter(({ atMs }) => atMs < nowMs + 500);
    return evaluateBreach(slo, stateOf({ slos: [slo], arrivals, ends: [1000, 4000, 64_000, 70_000], edit }), nowMs + 300);
  };
  const out = () => ({ ending: 'status' }) as const;

  test('is breached once nothing that may come can keep it, and not before', () => {
    // 300 of 6,000 may fail: half of the first four seconds is less than that.
    expect(after(4, 'success_rate >= 95%', bad(0.5))).toMatchObject({ breached: false, value: 0.5 });
    expect(after(12, 'success_rate >= 95%', bad(0.5))).toMatchObject({ breached: true, value: 0.5 });
    expect(after(50, 'success_rate >= 95%', bad(0.05)).breached).toBe(false);
  });

  test('is breached by two seconds of total failure where 1 % of a minute may fail, and by one where 0.1 % may', () => {
    expect(after(2, 'success_rate >= 99%', out)).toMatchObject({ breached: true, value: 0 });
    expect(after(1, 'success_rate >= 99.9%', out)).toMatchObject({ breached: true, value: 0 });
    expect(after(2, 'success_rate >= 95%', out).breached).toBe(false);
    expect(after(5, 'success_rate >= 95%', out).breached).toBe(true);
  });

  test('is breached by an outage after half a minute without one', () => {
    const outage = (atMs: number) => (atMs >= 34_000 ? out() : {});
    expect(after(30, 'success_rate >= 99%', outage).breached).toBe(false);
    expect(after(38, 'success_rate >= 99%', outage).breached).toBe(true);
  });

  test('is not looked at before its grace is over', () => {
    expect(after(12, 'success_rate >= 95%', bad(0.5), { graceMs: 20_000 }).breached).toBe(false);
    expect(after(12, 'success_rate >= 95%', bad(0.5), { graceMs: 12_000 }).breached).toBe(true);
  });

  test('of a load whose arrivals nobody can foretell is breached on evidence alone', () => {
    expect(after(8, 'success_rate >= 95%', bad(0.5), { expected: 0 }).breached).toBe(true);
    expect(after(8, 'success_rate >= 95%', bad(0.07), { expected: 0 }).breached).toBe(false);
  });
});

describe('an SLO that is bound to fail', () => {
  const shareOf = (text: string, bad: number, n: number, dropped = 0): Proportion => {
    const limit = shareLimitOf(expression(text));
    if (limit === null) throw new Error(text);
    return { bad, dropped, n, limit };
  };

  test('is one that fails at the end, whatever comes, by whatever interval decides it', () => {
    const text = fc.constantFrom(
      'success_rate >= 99%',
      'p95(response_time) < 1s',
      'error_rate > 20%',
      'success_rate >= 100%',
      'error_budget(99%) < 200%',
    );
    const few = fc.nat(300);
    fc.assert(
      fc.property(
        text,
        few,
        few,
        few,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0.95, 0.5, null),
        (slo, n, left, bad, part, confidence) => {
          const now = shareOf(slo, Math.min(bad, n), n);
          if (!isBoundToFail(now, left, confidence)) return;
          const end = { ...now, n: n + left, bad: now.bad + Math.round(part * left) };
          expect(isBoundToFail(end, 0, confidence)).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('is none while there is nothing, or while drops of ours would make it', () => {
    expect(isBoundToFail(shareOf('success_rate >= 99%', 0, 0), 0, 0.95)).toBe(false);
    expect(isBoundToFail(shareOf('success_rate >= 99%', 0, 100, 100), 0, 0.95)).toBe(false);
    expect(isBoundToFail(shareOf('success_rate >= 100%', 1, 5), 1000, 0.95)).toBe(true);
  });
});

describe('what speaks against an SLO by now', () => {
  const second = (offered: number, ok: number, failed: number, over = 0) => ({
    counts: { ...emptyCounts(), offered, ok, failed, over: [over] },
    times: undefined,
  });
  const sampleOf = (seconds: readonly ReturnType<typeof second>[], pendingOver: readonly number[] = []): Sample => {
    const counts = emptyCounts();
    for (const one of seconds) addCounts(counts, one.counts);
    const limits = [{ of: 'response_time' as const, limitUs: 800_000, comparison: '<' as const }];
    return { counts, spanMs: 3000, limits, pendingOver, timeoutMs: 5000, distributions: null, seconds };
  };

  test('is nothing of what is unanswered, until it is', () => {
    const shares = breachShares(expression('success_rate >= 95%'), sampleOf([second(100, 0, 100), second(100, 10, 30), second(100, 0, 0)]));
    expect(shares).toEqual([1, 0.3, 0]);
  });

  test('is, of a latency, also what is unanswered and over the limit already: the oldest arrivals', () => {
    const sample = sampleOf([second(100, 100, 0, 40), second(100, 20, 0), second(100, 30, 0)], [90]);
    expect(breachShares(expression('p95(response_time) < 800ms'), sample)).toEqual([0.4, 0.8, 0.1]);
  });

  test('is what was good, where failures are wanted', () => {
    expect(breachShares(expression('error_rate > 20%'), sampleOf([second(100, 90, 10)]))).toEqual([0.9]);
  });
});

describe('samples that decide nearly always', () => {
  test.each([
    ['p95(response_time) < 1s', 663],
    ['p99(response_time) < 1s', 3355],
    ['p99.9(response_time) < 1s', 33_334],
  ])('%s passes nine times in ten at half the share with n = %i, and fails at twice with what the plan prints', (text, n) => {
    const limit = shareLimitOf(expression(text));
    const found = samplesForPower(expression(text));
    if (limit === null || found === null) throw new Error(text);
    expect(powerToPass(n, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
    expect(powerToPass(found.atHalf ?? 0, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
    expect(powerToFail(found.atTwice ?? 0, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
    // What `plan` prints decides both ways.
    const sure = sureSamples(found) ?? 0;
    expect(powerToPass(sure, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
    expect(powerToFail(sure, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
    // From there on, whatever the saw teeth.
    for (let more = 0; more < n / 3; more += Math.ceil(n / 300)) {
      expect(powerToPass((found.atHalf ?? 0) + more, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
      expect(powerToFail((found.atTwice ?? 0) + more, limit, 0.95)).toBeGreaterThanOrEqual(0.9);
    }
  });
});

describe('the evidence seen again after the baseline', () => {
  const LOAD = {
    name: 'checkout',
    model: 'open',
    peakRate: 100,
    maxInFlight: 9,
    expected: { baseline: 2000, fault: 2000, recovery: 0 },
    endpoints: [],
    seed: 1,
  } as const;

  const forecast = (text: string, every: number): string[] => {
    const slo = plannedSlo(text, { minSamples: null });
    const arrivals = steady('baseline', 1000, 21_000, 100, (_, index) => (index % every === 0 ? { responseUs: 900_000 } : {}));
    return forecastEvidence([slo], [LOAD], stateOf({ slos: [slo], arrivals, ends: [1000, 21_000, 41_000, 41_000] }));
  };

  test('warns of what would be too close to call, and says what length would decide it', () => {
    expect(forecast('p95(response_time) < 800ms', 22)).toEqual([
      expect.stringMatching(
        /too close to call if the fault phase went as the baseline did: 4\.5\d*%.*, 5% are allowed; some \d+s \([\d,]+ arrivals\) would decide it/u,
      ),
    ]);
    expect(forecast('p95(response_time) < 800ms', 100)).toEqual([]);
    expect(forecast('p95(response_time) < 800ms', 5)).toEqual([]);
  });

  test('goes by the part of the arrivals that `where` lets through', () => {
    // One in ten is answered 200, and one in forty of those fails its check.
    const arrivals = steady('baseline', 1000, 21_000, 100, (_, index) =>
      index % 10 > 0 ? { status: 204 } : index % 400 === 0 ? { ending: 'check', status: 200 } : {},
    );
    const where = { endpoint: null, outcome: null, status: '200' };
    const forecasts = (text: string, filter: typeof where | null): string[] => {
      const slo = plannedSlo(text, { minSamples: null, where: filter });
      return forecastEvidence([slo], [LOAD], stateOf({ slos: [slo], arrivals, ends: [1000, 21_000, 41_000, 41_000] }));
    };
    expect(forecasts('success_rate >= 95%', null)).toEqual([]);
    const [warning = ''] = forecasts('success_rate >= 95%', where);
    expect(warning).toMatch(/2\.5\d*%.*some \d+s \([\d,]+ arrivals\) would decide it/u);
    const [, seconds = '', needed = ''] = /some (\d+)s \(([\d,]+) arrivals/u.exec(warning) ?? [];
    expect(Number(seconds)).toBe(Math.ceil(Number(needed.replaceAll(',', '')) / 10));
  });
});

test.each([
  ['success_rate >= 99%', 'success_rate < 95%', true],
  ['success_rate >= 99%', 'error_rate > 5%', true],
  ['success_rate >= 99%', 'error_rate < 5%', false],
  ['p95(response_time) > 900ms', 'p99(response_time) < 800ms', true],
  ['p99(response_time) > 900ms', 'p95(response_time) < 800ms', false],
  ['p99(response_time) >= 800ms', 'p99(response_time) <= 800ms', false],
  ['p99(response_time) >= 800ms', 'p99(response_time) < 800ms', true],
  ['p99(response_time) < 800ms', 'p99(response_time) < 500ms', false],
  ['achieved_rate > 100/s', 'achieved_rate < 99%', false],
])('%s and %s contradict each other: %s', (one, other, expected) => {
  expect(contradict(expression(one), expression(other))).toBe(expected);
  expect(contradict(expression(other), expression(one))).toBe(expected);
});

test.each([
  ['max(response_time) < 1s', { steady: true }, 'steady'],
  ['p99(response_time) < 1s', { steady: true, confidence: null }, 'steady'],
  ['p99(response_time) < 1s', { graceMs: 1000 }, 'grace'],
  ['dropped <= 0', { onBreach: 'stop' }, 'onBreach'],
  ['longest_outage < 1s', { window: { sizeMs: 5000, mode: 'every' } }, 'window'],
  ['longest_outage < 1s', { where: { endpoint: 'x', outcome: null, status: null } }, 'where'],
  ['success_rate >= 99%', { where: { endpoint: null, outcome: 'ok', status: null } }, 'where'],
  ['error_rate < 1%', { where: { endpoint: null, outcome: 'failed', status: null } }, 'where'],
  ['error_rate(timeout) < 1%', { where: { endpoint: null, outcome: 'ok', status: null } }, 'where'],
  ['p95(response_time) < 1s', { where: { endpoint: null, outcome: 'timeout', status: null } }, 'where'],
  ['p95(response_time) vs baseline < +5%', { phase: 'baseline' }, 'phase'],
] as const)('%s does not take %j', (text, options, at) => {
  expect(optionProblems(expression(text), { ...DEFAULT_SLO_OPTIONS, ...options }).map(({ option }) => option)).toEqual([at]);
  expect(optionProblems(expression(text), DEFAULT_SLO_OPTIONS)).toEqual([]);
});
