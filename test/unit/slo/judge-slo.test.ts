import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SloRow } from '../../../src/report/report.ts';
import { judgeBaseline } from '../../../src/slo/judge-baseline.ts';
import { judgeSlo, judgeSlos } from '../../../src/slo/judge-slo.ts';
import { liveRows } from '../../../src/slo/live-rows.ts';
import { serviceUs } from '../../fixtures/timelines/encode-arrivals.ts';
import { arrival, isAnswered } from '../../fixtures/timelines/raw-arrival.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';
import { live, plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';

const ending = fc.oneof(
  { weight: 6, arbitrary: fc.constant<RawArrival['ending']>('ok') },
  { weight: 1, arbitrary: fc.constantFrom<RawArrival['ending']>('status', 'timeout', 'connect-refused', 'abandoned') },
);
const rawArrivals = fc.array(
  fc.record({
    ending,
    responseUs: fc.integer({ min: 1, max: 2_000_000 }),
    lagUs: fc.integer({ min: 0, max: 300 }),
    atMs: fc.integer({ min: 4000, max: 7999 }),
  }),
  { minLength: 1, maxLength: 120 },
);
const toRaw = (parts: readonly { ending: RawArrival['ending']; responseUs: number; lagUs: number; atMs: number }[]): RawArrival[] =>
  parts.map(({ atMs, lagUs, responseUs, ending: how }) =>
    arrival(atMs, 'fault', { ending: how, lagUs, responseUs: Math.max(responseUs, lagUs + 1) }),
  );

describe('numbers agree with the raw samples', () => {
  test('a percentile and its verdict, failures above every success', () => {
    const comparison = fc.constantFrom('<', '<=', '>', '>=');
    const of = fc.constantFrom('response_time', 'service_time');
    fc.assert(
      fc.property(
        rawArrivals,
        fc.integer({ min: 1, max: 9999 }),
        comparison,
        of,
        fc.integer({ min: 1, max: 2_000_000 }),
        (parts, p, op, metric, limitUs) => {
          const arrivals = toRaw(parts);
          const counted = arrivals.filter((one) => one.ending !== 'abandoned');
          const times = counted.map((one) =>
            one.ending !== 'ok' ? Infinity : metric === 'response_time' ? one.responseUs : serviceUs(one),
          );
          const truth = times.sort((a, b) => a - b)[Math.ceil((times.length * p) / 10_000) - 1];
          const row = judged(`p${p / 100}(${metric}) ${op} ${limitUs}us`, arrivals);
          expect(row.n).toBe(counted.length);
          if (truth === undefined) {
            expect(row.verdict).toBe('inconclusive');
            return;
          }
          const holds = op === '<' ? truth < limitUs : op === '<=' ? truth <= limitUs : op === '>' ? truth > limitUs : truth >= limitUs;
          expect(row.verdict).toBe(holds ? 'pass' : 'fail');
          expect(row.censored).toBe(truth === Infinity);
          if (truth === Infinity) {
            expect(row).toMatchObject({ value: null, atLeast: 2000 });
            return;
          }
          const value = (row.value ?? NaN) * 1000;
          expect(value).toBeGreaterThanOrEqual(truth * 0.999 - 1);
          expect(value).toBeLessThanOrEqual(truth * 1.001 + 1);
          // What is printed never contradicts the verdict.
          const shown = op === '<' ? value < limitUs : op === '<=' ? value <= limitUs : op === '>' ? value > limitUs : value >= limitUs;
          expect(shown).toBe(holds);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('mean and maximum over what was answered', () => {
    fc.assert(
      fc.property(rawArrivals, fc.constantFrom('response_time', 'service_time'), (parts, metric) => {
        const arrivals = toRaw(parts);
        const times = arrivals.filter(isAnswered).map((one) => (metric === 'response_time' ? one.responseUs : serviceUs(one)) / 1000);
        const mean = judged(`mean(${metric}) < 1s`, arrivals);
        const max = judged(`max(${metric}) < 1s`, arrivals);
        if (times.length === 0) {
          expect([mean.verdict, max.verdict]).toEqual(['inconclusive', 'inconclusive']);
          return;
        }
        expect(mean.value).toBeCloseTo(times.reduce((sum, ms) => sum + ms, 0) / times.length, 6);
        expect(max.value).toBe(Math.max(...times));
        expect(max.verdict).toBe(Math.max(...times) < 1000 ? 'pass' : 'fail');
      }),
    );
  });

  test('rates over what came to an end of its own', () => {
    fc.assert(
      fc.property(rawArrivals, (parts) => {
        const arrivals = toRaw(parts);
        const counted = arrivals.filter((one) => one.ending !== 'abandoned');
        const ok = counted.filter((one) => one.ending === 'ok').length;
        const sent = arrivals.filter((one) => one.sent).length;
        expect(judged('success_rate >= 90%', arrivals).value).toBe(counted.length === 0 ? null : ok / counted.length);
        expect(judged('error_rate <= 10%', arrivals).value).toBe(counted.length === 0 ? null : (counted.length - ok) / counted.length);
        expect(judged('achieved_rate >= 10%', arrivals).value).toBe(sent / arrivals.length);
        expect(judged('achieved_rate >= 1/s', arrivals).value).toBe(sent / 4);
      }),
    );
  });
});

describe('judging', () => {
  test('half the requests refused at once make p99 fail, not improve', () => {
    const refused = steady('fault', 4000, 8000, 200, (_, index) => (index % 2 === 0 ? { ending: 'connect-refused', responseUs: 300 } : {}));
    expect(judged('p99(response_time) < 800ms', refused, null)).toMatchObject({
      verdict: 'fail',
      value: null,
      censored: true,
      atLeast: 2000,
      n: 800,
    });
  });

  test('one rate decides at its limit exactly', () => {
    const failures = (count: number): RawArrival[] =>
      steady('fault', 4000, 8000, 250, (_, index) => (index < count ? { ending: 'timeout' } : {}));
    expect(judged('success_rate >= 99.9%', failures(1)).verdict).toBe('pass');
    expect(judged('success_rate >= 99.9%', failures(2)).verdict).toBe('fail');
    expect(judged('success_rate > 99.9%', failures(1)).verdict).toBe('fail');
  });

  test('fewer samples than could decide it are never enough', () => {
    const few = steady('fault', 4000, 8000, 90);
    expect(judged('p99(response_time) < 800ms', few, null)).toMatchObject({ verdict: 'inconclusive', n: 360, nRequired: 368 });
    expect(judged('p99(response_time) < 800ms', few, 300).verdict).toBe('pass');
  });

  test('no data is never a pass', () => {
    const texts = [
      'p99(response_time) < 1s',
      'max(response_time) < 1s',
      'success_rate >= 0%',
      'error_rate <= 100%',
      'dropped <= 5',
      'achieved_rate >= 0%',
    ];
    for (const text of texts) expect(judged(text, []), text).toMatchObject({ verdict: 'inconclusive', value: null, n: 0 });
  });

  test('drops that make the difference make it inconclusive', () => {
    const dropped = (each: number): RawArrival[] =>
      steady('fault', 4000, 8000, 250, (_, index) => (index < each ? { ending: 'dropped' } : {}));
    expect(judged('success_rate >= 99%', dropped(20))).toMatchObject({ verdict: 'inconclusive', value: 0.98 });
    expect(judged('p99(response_time) < 800ms', dropped(20)).verdict).toBe('inconclusive');
    expect(judged('success_rate >= 99%', dropped(5)).verdict).toBe('pass');
    expect(judged('dropped <= 19', dropped(20)).verdict).toBe('fail');
    expect(judged('dropped <= 2%', dropped(20)).verdict).toBe('pass');
  });

  test('a phase that never came is undecided, and `all` is the judged phases together', () => {
    const slos = [plannedSlo('success_rate >= 50%', { phase: 'recovery' }), plannedSlo('success_rate >= 50%', { phase: 'all' })];
    const arrivals = [...steady('warmup', 0, 1000, 10), ...steady('baseline', 1000, 4000, 10)];
    const rows = judgeSlos(slos, stateOf({ slos, arrivals, faultForMs: null }));
    expect(rows.map(({ verdict, n, note }) => [verdict, n, note])).toEqual([
      ['inconclusive', 0, 'the recovery phase did not happen'],
      ['pass', 30, null],
    ]);
  });

  test('margins are shares of the limit, negative beyond it', () => {
    const arrivals = steady('fault', 4000, 8000, 10, () => ({ responseUs: 600_000 }));
    expect(judged('max(response_time) < 800ms', arrivals).margin).toBeCloseTo(0.25);
    expect(judged('max(response_time) < 400ms', arrivals).margin).toBeCloseTo(-0.5);
    expect(judged('dropped <= 0', arrivals).margin).toBeNull();
  });
});

describe('the baseline gate', () => {
  const gate = plannedSlo('p99(response_time) < 100ms', { gate: true });
  const baseline = steady('baseline', 1000, 4000, 100);

  test('is met by a steady state', () => {
    const { met, rows } = judgeBaseline([gate, plannedSlo('recovery_time < 5s')], stateOf({ slos: [gate], arrivals: baseline }));
    expect(met).toBe(true);
    expect(rows).toMatchObject([{ phase: 'baseline', verdict: 'pass', n: 300 }]);
  });

  test('counts what hangs unanswered beyond the limit', () => {
    const hanging = (over: number): ReturnType<typeof stateOf> =>
      stateOf({
        slos: [gate],
        arrivals: baseline,
        edit: (events) => [
          ...events,
          {
            atMs: 4100,
            body: { type: 'load-observed', worker: 0, live: [live({ unanswered: [{ phase: 'baseline', count: 9, over: [over] }] })] },
          },
        ],
      });
    expect(judgeBaseline([gate], hanging(3))).toMatchObject({ met: true, rows: [{ n: 303 }] });
    expect(judgeBaseline([gate], hanging(4)).met).toBe(false);
  });

  test('is not met by silence, nor by too little', () => {
    expect(judgeBaseline([gate], stateOf({ slos: [gate] })).met).toBe(false);
    const strict = plannedSlo('p99(response_time) < 100ms', { gate: true, minSamples: null });
    expect(judgeBaseline([strict], stateOf({ slos: [strict], arrivals: baseline }))).toMatchObject({
      met: false,
      rows: [{ verdict: 'inconclusive' }],
    });
  });
});

test('live rows show the gate in the baseline until their own phase begins', () => {
  const slos = [plannedSlo('success_rate >= 99%', { gate: true }), plannedSlo('max(response_time) < 1s')];
  const state = stateOf({
    slos,
    arrivals: steady('baseline', 1000, 4000, 10),
    edit: (events) => events.filter((event) => event.atMs < 4000),
  });
  expect(liveRows(slos, state)).toMatchObject([
    { phase: 'baseline', value: 1, verdict: 'pass' },
    { phase: 'fault', value: null, verdict: 'inconclusive', note: 'the fault phase has not begun' },
  ]);
});

function judged(text: string, arrivals: readonly RawArrival[], minSamples: number | null = 1): SloRow {
  const slo = plannedSlo(text, { minSamples });
  return judgeSlo(slo, stateOf({ slos: [slo], arrivals }));
}
