import { describe, expect, test } from 'vitest';
import type { LoadLive } from '../../../src/load/load-driver.ts';
import type { SloRow, Verdict } from '../../../src/report/report.ts';
import { judgeBaseline } from '../../../src/slo/judge-baseline.ts';
import { judgeSlo } from '../../../src/slo/judge-slo.ts';
import type { SloOptions } from '../../../src/slo/slo-options.ts';
import { arrival } from '../../fixtures/timelines/raw-arrival.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';
import { foldAll, live, plannedSlo, recordTimeline, stateOf, steady, ZERO_MS } from '../../fixtures/timelines/record-timeline.ts';

const ENDS = [1000, 4000, 64_000, 70_000] as const;
const slow = (every: number) => (_: number, index: number) =>
  index % every === 0 ? { responseUs: 900_000 } : { responseUs: 10_000 + (index % 97) * 100 };

describe('an SLO judged by its interval', () => {
  test('two seconds of total failure in sixty fail success_rate >= 99%, at every rate that could pass', () => {
    for (const rate of [7, 20, 100, 200]) {
      const outage = steady('fault', 4000, 64_000, rate, (atMs) => (atMs >= 20_000 && atMs < 22_000 ? { ending: 'connect-refused' } : {}));
      expect(judged('success_rate >= 99%', outage), String(rate)).toMatchObject({ verdict: 'fail', statistic: 'interval', scope: 'run' });
    }
  });

  test('a fail is a fail on however few samples, and a pass is not', () => {
    const few = steady('fault', 4000, 64_000, 0.5, () => ({ ending: 'timeout' }));
    expect(judged('p99(response_time) < 800ms', few)).toMatchObject({ verdict: 'fail', n: 30, nRequired: 368 });
    expect(judged('p99(response_time) < 800ms', few, { confidence: null, minSamples: 500 })).toMatchObject({ verdict: 'fail' });
    const well = steady('fault', 4000, 64_000, 0.5);
    expect(judged('p99(response_time) < 800ms', well).verdict).toBe('inconclusive');
    expect(judged('p99(response_time) < 800ms', well, { confidence: null, minSamples: 500 }).verdict).toBe('inconclusive');
  });

  test('says what the interval is, by what method, and on what', () => {
    const row = judged('p95(response_time) < 800ms', steady('fault', 4000, 64_000, 50, slow(40)));
    expect(row).toMatchObject({
      verdict: 'pass',
      scope: 'run',
      statistic: 'interval',
      confidence: 0.95,
      n: 3000,
      nEffective: 3000,
      nRequired: 72,
    });
    expect(row.method).toMatch(/Clopper-Pearson/u);
    const [low, high] = row.interval ?? [null, null];
    expect(low).toBeLessThanOrEqual(row.value ?? 0);
    expect(high).toBeGreaterThanOrEqual(row.value ?? Infinity);
    expect(high).toBeLessThan(800);
    expect(row.beside).toMatchObject({ scope: 'regime' });
  });

  test('what lies too near its limit is neither, and says how many would decide it', () => {
    const row = judged('p95(response_time) < 800ms', steady('fault', 4000, 64_000, 50, slow(21)));
    expect(row).toMatchObject({ verdict: 'inconclusive' });
    expect(row.note).toMatch(
      /too close to call: 4\.\d+% of 3,000 over the limit, 5% allowed; at that share [\d,]+ samples would decide it/u,
    );
    expect(judged('p95(response_time) < 800ms', steady('fault', 4000, 64_000, 50, slow(21)), { confidence: null }).verdict).toBe('pass');
  });

  test('a percentile beyond its limit has an interval beyond it', () => {
    const row = judged('p95(response_time) < 800ms', steady('fault', 4000, 64_000, 50, slow(10)));
    expect(row.verdict).toBe('fail');
    expect(row.interval?.[0]).toBeGreaterThanOrEqual(800);
  });

  test('a bound among the failures is none', () => {
    const row = judged(
      'p99(response_time) < 800ms',
      steady('fault', 4000, 64_000, 50, (_, index) => (index % 90 === 0 ? { ending: 'timeout' } : {})),
    );
    expect(row.interval?.[1]).toBeNull();
    expect(JSON.stringify(row)).not.toMatch(/NaN|Infinity/u);
  });

  test('every bad arrival is one too many for 100 %, and none is enough', () => {
    expect(judged('success_rate >= 100%', steady('fault', 4000, 64_000, 20)).verdict).toBe('pass');
    const one = steady('fault', 4000, 64_000, 20, (_, index) => (index === 7 ? { ending: 'status' } : {}));
    expect(judged('success_rate >= 100%', one).verdict).toBe('fail');
  });

  test('a steady state that drifts slowly is too short, one that does not is judged', () => {
    const drifting = steady('fault', 4000, 64_000, 50, (atMs) => ({ responseUs: 10_000 + Math.round(5_000 * Math.sin(atMs / 9_000)) }));
    const row = judged('p95(response_time) < 800ms', drifting, { steady: true });
    expect(row).toMatchObject({ verdict: 'inconclusive', scope: 'regime' });
    expect(row.note).toMatch(/too short for how slowly this system varies/u);
    const lively = steady('fault', 4000, 64_000, 50, slow(80));
    expect(judged('p95(response_time) < 800ms', lively, { steady: true })).toMatchObject({
      verdict: 'pass',
      scope: 'regime',
      beside: { scope: 'run' },
    });
  });

  test('a steady state of which nothing bad was seen passes what its length allows, and says how long would show more', () => {
    const well = steady('fault', 4000, 64_000, 50);
    const row = judged('p95(response_time) < 800ms', well, { steady: true });
    expect(row).toMatchObject({ verdict: 'inconclusive', scope: 'regime', methodName: 'Clopper-Pearson', nEffective: 30 });
    expect(row.note).toMatch(/none in 60 seconds.*up to 11\.\d+% may be bad; 144 seconds without one would decide it/u);
    expect(judged('p80(response_time) < 800ms', well, { steady: true }).verdict).toBe('pass');
    expect(judged('p95(response_time) < 800ms', well)).toMatchObject({
      verdict: 'pass',
      beside: { scope: 'regime', verdict: 'inconclusive' },
    });
    const once = steady('fault', 4000, 64_000, 50, (atMs) => (atMs >= 20_000 && atMs < 22_000 ? { responseUs: 900_000 } : {}));
    expect(judged('p95(response_time) < 800ms', once, { steady: true }).note).toMatch(/only one spell of bad seconds: too few/u);
  });

  test('dropped arrivals that make the difference make it inconclusive', () => {
    const dropped = steady('fault', 4000, 64_000, 50, (_, index) => (index % 10 === 0 ? { ending: 'dropped' } : {}));
    const row = judged('p95(response_time) < 800ms', dropped);
    expect(row.verdict).toBe('inconclusive');
    expect(row.note).toMatch(/300 dropped arrivals decide it: with them as failures it does not hold, with them as successes it holds/u);
  });
});

describe('an SLO on part of the arrivals', () => {
  const mixed = steady('fault', 4000, 64_000, 20, (_, index) => (index % 4 === 0 ? { ending: 'timeout' } : { responseUs: 50_000 }));

  test('looks at the outcome it names', () => {
    expect(judged('p99(response_time) < 800ms', mixed).verdict).toBe('fail');
    const row = judged('p99(response_time) < 800ms', mixed, { where: { endpoint: null, outcome: 'ok', status: null } });
    expect(row).toMatchObject({ verdict: 'pass', n: 900, options: 'outcome=ok' });
  });

  test('says when nothing matches', () => {
    const row = judged('success_rate >= 99%', mixed, { where: { endpoint: 'GET /nowhere', outcome: null, status: null } });
    expect(row).toMatchObject({ verdict: 'inconclusive', n: 0 });
    expect(row.note).toContain('GET /');
  });

  test('errors of one kind are told from the others', () => {
    expect(judged('error_rate(timeout) <= 30%', mixed).value).toBe(0.25);
    expect(judged('error_rate(status) <= 1%', mixed)).toMatchObject({ value: 0, verdict: 'pass' });
    expect(
      judged(
        'error_rate(connect) <= 1%',
        steady('fault', 4000, 64_000, 20, () => ({ ending: 'connect-refused' })),
      ).value,
    ).toBe(1);
  });

  test('a budget is spent by failures', () => {
    expect(judged('error_budget(50%) < 100%', mixed)).toMatchObject({ value: 0.5, verdict: 'pass' });
    expect(judged('error_budget(90%) < 100%', mixed)).toMatchObject({ value: expect.closeTo(2.5, 9), verdict: 'fail' });
  });
});

describe('windows', () => {
  const burst = steady('fault', 4000, 64_000, 50, (atMs) => (atMs >= 30_000 && atMs < 33_000 ? { ending: 'status' } : {}));

  test('must each hold, or any of them, on plain values', () => {
    const every = judged('success_rate >= 80%', burst, { window: { sizeMs: 10_000, mode: 'every' } });
    expect(every).toMatchObject({ verdict: 'fail', statistic: 'plain', value: 0.7 });
    expect(every.note).toMatch(/8 of 51 windows do not hold, the first from 23s on/u);
    expect(judged('success_rate >= 80%', burst, { window: { sizeMs: 10_000, mode: 'any' } })).toMatchObject({ verdict: 'pass', value: 1 });
    expect(judged('success_rate >= 80%', burst).verdict).toBe('pass');
  });

  test('reach to the edges of a phase that begins and ends within a second', () => {
    const ends = [1000, 4400, 8400, 14_000] as const;
    const inFault = (bad: (atMs: number) => boolean, sizeMs = 1000): SloRow => {
      const slo = plannedSlo('success_rate >= 80%', { window: { sizeMs, mode: 'every' } });
      const fault = steady('fault', 4400, 8400, 50, (atMs) => (bad(atMs) ? { ending: 'status' } : {}));
      const after = steady('recovery', 8400, 14_000, 50, () => ({ ending: 'status' }));
      const inFlight = arrival(4390, 'fault', bad(4390) ? { ending: 'status' } : {});
      return judgeSlo(slo, stateOf({ slos: [slo], arrivals: [inFlight, ...fault, ...after], ends }));
    };
    // Five stretches: from 4.4 s, the three whole seconds, to 8.4 s. What fails from then on is the recovery's.
    expect(inFault(() => false)).toMatchObject({ verdict: 'pass', note: '5 windows hold' });
    expect(inFault((atMs) => atMs < 4990).note).toMatch(/1 of 5 windows do not hold, the first from 4.4s on/u);
    expect(inFault((atMs) => atMs >= 8000).note).toMatch(/1 of 5 windows do not hold, the first from 7s on/u);
    expect(inFault((atMs) => atMs < 5000 || atMs >= 8000, 4000)).toMatchObject({
      n: 201,
      verdict: 'fail',
    });
  });

  test('are judged in the baseline while it stands', () => {
    const gate = (text: string, bad: (atMs: number) => boolean, unanswered: number): Verdict | undefined => {
      const slo = plannedSlo(text, { gate: true, window: { sizeMs: 2000, mode: 'every' } });
      const arrivals = steady('baseline', 1000, 3900, 50, (atMs) => (bad(atMs) ? { ending: 'status' } : {}));
      const pending = { phase: 'baseline', count: unanswered, over: [unanswered] } as const;
      const events = recordTimeline({
        slos: [slo],
        arrivals,
        edit: (all) => [
          ...all.map((one) => (one.body.type === 'load-recorded' ? { ...one, atMs: Math.min(one.atMs, 3950) } : one)),
          { atMs: 3960, body: { type: 'load-observed', worker: 0, live: [live({ unanswered: [pending] })] } },
        ],
      });
      return judgeBaseline([slo], foldAll(events.filter(({ ms }) => ms <= ZERO_MS + 3980))).rows[0]?.verdict;
    };
    expect(gate('success_rate >= 80%', () => false, 0)).toBe('pass');
    expect(gate('success_rate >= 80%', (atMs) => atMs >= 3000, 0)).toBe('fail');
    expect(gate('p90(response_time) < 100ms', () => false, 0)).toBe('pass');
    expect(gate('p90(response_time) < 100ms', () => false, 20)).toBe('fail');
  });

  test('longer than the phase are none', () => {
    expect(judged('success_rate >= 80%', burst, { window: { sizeMs: 90_000, mode: 'every' } }).verdict).toBe('inconclusive');
  });
});

describe('the baseline gate', () => {
  const gate = (where: SloOptions['where'], unansweredOf?: LoadLive['unansweredOf']): Verdict | undefined => {
    const slo = plannedSlo('p90(response_time) < 100ms', { gate: true, where });
    const unanswered = [{ phase: 'baseline', count: 40, over: [40] }] as const;
    const observed = live({ unanswered, ...(unansweredOf !== undefined && { unansweredOf }) });
    const state = stateOf({
      slos: [slo],
      arrivals: steady('baseline', 1000, 4000, 50),
      edit: (all) => [...all, { atMs: 3990, body: { type: 'load-observed', worker: 0, live: [observed] } }],
    });
    return judgeBaseline([slo], state).rows[0]?.verdict;
  };
  const of = (endpoint: string) => [{ endpoint, phase: 'baseline', count: 40, over: [40] }] as const;
  const where = { endpoint: 'GET /', outcome: null, status: null };

  test('counts what is unanswered and over the limit already, of the endpoint that an SLO looks at', () => {
    expect(gate(null, of('GET /other'))).toBe('fail');
    expect(gate(where, of('GET /'))).toBe('fail');
    expect(gate(where, of('GET /other'))).toBe('pass');
  });

  test('takes all of it for the endpoint where there is but one', () => {
    expect(gate(where)).toBe('fail');
  });

  test('knows no outcome of what is unanswered', () => {
    expect(gate({ endpoint: null, outcome: 'ok', status: null }, of('GET /'))).toBe('pass');
  });
});

describe('outages', () => {
  const refusedFrom = (from: number, to: number): RawArrival[] =>
    steady('fault', 4000, 64_000, 50, (atMs) => (atMs >= from && atMs < to ? { ending: 'connect-refused', responseUs: 300 } : {}));

  test('last from a failed arrival to the next ok one', () => {
    expect(judged('longest_outage < 2s', refusedFrom(20_000, 23_500))).toMatchObject({
      value: 3500,
      verdict: 'fail',
      interval: [3450, 3550],
    });
    expect(judged('longest_outage < 5s', refusedFrom(20_000, 23_500)).verdict).toBe('pass');
    expect(judged('longest_outage < 2s', steady('fault', 4000, 64_000, 50))).toMatchObject({ value: 0, verdict: 'pass' });
  });

  test('that had not ended are at least so long', () => {
    expect(judged('longest_outage < 2s', refusedFrom(50_000, 64_000))).toMatchObject({
      value: null,
      censored: true,
      atLeast: 14_000,
      verdict: 'fail',
    });
  });

  test('that ended say nothing of one that had not', () => {
    const two = steady('fault', 4000, 64_000, 50, (atMs) =>
      (atMs >= 20_000 && atMs < 21_800) || atMs >= 62_600 ? { ending: 'timeout' } : {},
    );
    expect(judged('longest_outage < 2s', two)).toMatchObject({
      value: null,
      censored: true,
      atLeast: 1800,
      verdict: 'inconclusive',
      note: 'a later one had not ended when the run did',
    });
    expect(judged('longest_outage < 1s', two).verdict).toBe('fail');
    expect(judged('longest_outage <= 1800ms', two).verdict).toBe('inconclusive');
  });

  test('that go on into the next phase are not made longer, or begun, by our drops there', () => {
    const after = steady('recovery', 64_000, 70_000, 50, (atMs) => (atMs < 65_500 ? { ending: 'dropped' } : {}));
    const drops = { verdict: 'inconclusive', note: 'the 75 dropped arrivals decide it' };
    expect(judged('longest_outage < 2s', [...refusedFrom(63_000, 64_000), ...after])).toMatchObject(drops);
    expect(judged('longest_outage < 500ms', [...refusedFrom(63_000, 64_000), ...after]).verdict).toBe('fail');
    expect(judged('time_to_first_failure > 65s', [...refusedFrom(0, 0), ...after])).toMatchObject(drops);
  });

  test('begin with three failures in a row', () => {
    const lone = [...refusedFrom(20_000, 23_500)].map((one) =>
      one.intendedMs === 10_000 ? arrival(10_000, 'fault', { ending: 'status' }) : one,
    );
    expect(judged('time_to_first_failure > 10s', lone)).toMatchObject({ value: 16_000, verdict: 'pass' });
    expect(judged('time_to_first_failure > 20s', lone).verdict).toBe('fail');
    expect(judged('time_to_first_failure > 20s', steady('fault', 4000, 64_000, 50))).toMatchObject({ value: null, verdict: 'pass' });
  });
});

describe('a change from the baseline', () => {
  const against = (text: string, factor: number, options: Partial<SloOptions> = {}): SloRow => {
    const slo = plannedSlo(text, { minSamples: null, ...options, phase: 'fault' });
    const times = (atMs: number, index: number) => ({
      responseUs: Math.round((10_000 + ((index * 7919) % 1000)) * (atMs < 64_000 ? 1 : factor)),
    });
    const arrivals = [...steady('baseline', 1000, 64_000, 50, times), ...steady('fault', 64_000, 124_000, 50, times)];
    return judgeSlo(slo, stateOf({ slos: [slo], arrivals, ends: [1000, 64_000, 124_000, 130_000] }));
  };

  test('is a share of it, with the interval that both sides allow', () => {
    const row = against('p95(response_time) vs baseline < +20%', 1.1);
    expect(row).toMatchObject({ verdict: 'pass', statistic: 'interval', unit: 'ratio' });
    expect(row.value).toBeCloseTo(0.1, 2);
    expect(against('p95(response_time) vs baseline < +20%', 1.5).verdict).toBe('fail');
    expect(against('p95(response_time) vs baseline < +20%', 1.2).verdict).toBe('inconclusive');
    expect(against('mean(response_time) vs baseline < +20%', 1.1)).toMatchObject({ verdict: 'pass', statistic: 'interval' });
    expect(against('mean(response_time) vs baseline < +20%', 1.2).verdict).toBe('inconclusive');
    expect(against('stddev(response_time) vs baseline < +20%', 1.1).verdict).toBe('pass');
  });

  const failing = (text: string, perSecond: readonly [number, number], isBad: (index: number) => boolean): SloRow => {
    const slo = plannedSlo(text, { minSamples: null });
    const fault = steady('fault', 4000, 8000, perSecond[1], (_, index) => (isBad(index) ? { ending: 'timeout' } : {}));
    return judgeSlo(slo, stateOf({ slos: [slo], arrivals: [...steady('baseline', 1000, 4000, perSecond[0]), ...fault] }));
  };

  test('a percentile among the failures is judged by its interval, which may begin below them', () => {
    // Seven of a hundred: of p95, whose rank is the 95th, the interval begins at the 88th or before.
    const text = 'p95(response_time) vs baseline < +20%';
    expect(failing(text, [100, 25], (index) => index % 16 === 0)).toMatchObject({
      value: null,
      interval: [expect.closeTo(0, 2), null],
      verdict: 'inconclusive',
      note: expect.stringContaining('it falls among the failures; too close to call'),
    });
    // With half of them its low end is among them too: two seconds, against ten milliseconds.
    expect(failing(text, [100, 25], (index) => index % 2 === 0)).toMatchObject({
      value: null,
      interval: [expect.closeTo(199, 0), null],
      verdict: 'fail',
    });
  });

  test('a rate of 0 in the baseline has an interval all the same', () => {
    const text = 'error_rate vs baseline < +50%';
    const row = failing(text, [100, 100], () => true);
    expect(row).toMatchObject({ value: null, verdict: 'fail', note: expect.stringContaining('it was 0 in the baseline') });
    expect(row.interval?.[0]).toBeGreaterThan(50);
    expect(failing(text, [100, 100], (index) => index % 400 === 0).verdict).toBe('inconclusive');
    expect(failing(text, [100, 100], () => false).verdict).toBe('inconclusive');
  });

  const withDrops = (
    text: string,
    isDropped: (atMs: number, index: number) => boolean,
    factor = 1,
    options: Partial<SloOptions> = {},
  ): SloRow => {
    const slo = plannedSlo(text, { minSamples: null, ...options, phase: 'fault' });
    const times = (atMs: number, index: number) =>
      isDropped(atMs, index)
        ? ({ ending: 'dropped' } as const)
        : { responseUs: Math.round((10_000 + ((index * 7919) % 1000)) * (atMs < 64_000 ? 1 : factor)) };
    const arrivals = [...steady('baseline', 1000, 64_000, 50, times), ...steady('fault', 64_000, 124_000, 50, times)];
    return judgeSlo(slo, stateOf({ slos: [slo], arrivals, ends: [1000, 64_000, 124_000, 130_000] }));
  };
  const inFault = (atMs: number, index: number): boolean => atMs >= 64_000 && index % 10 === 0;
  const inBaseline = (atMs: number, index: number): boolean => atMs < 64_000 && index % 10 === 0;

  test.each(['p95(response_time) vs baseline < +20%', 'success_rate vs baseline > -5%', 'error_rate vs baseline < +20%'])(
    'drops of ours make neither a pass nor a fail of `%s`',
    (text) => {
      for (const options of [{}, { confidence: null }]) {
        for (const isDropped of [inFault, inBaseline]) {
          expect(withDrops(text, isDropped, 1, options).verdict, JSON.stringify(options)).not.toBe('fail');
        }
        const row = withDrops(text, inFault, 1, options);
        expect(row).toMatchObject({ verdict: 'inconclusive' });
      }
    },
  );

  test('drops that make no difference leave the verdict as it is', () => {
    const few = (atMs: number, index: number): boolean => atMs >= 64_000 && index % 200 === 0;
    expect(withDrops('success_rate vs baseline > -5%', few).verdict).toBe('pass');
    expect(withDrops('p95(response_time) vs baseline < +20%', few).verdict).toBe('pass');
    expect(withDrops('p95(response_time) vs baseline < +20%', few, 1.5).verdict).toBe('fail');
    expect(withDrops('p95(response_time) vs baseline < +20%', inFault, 1.5)).toMatchObject({ verdict: 'fail', value: null });
  });

  test('says that the drops decide it, and how many there are', () => {
    expect(withDrops('success_rate vs baseline > -5%', inFault).note).toMatch(/the 300 dropped arrivals decide it/u);
  });
});

function judged(text: string, arrivals: readonly RawArrival[], options: Partial<SloOptions> = {}): SloRow {
  const slo = plannedSlo(text, { minSamples: null, ...options, phase: 'fault' });
  return judgeSlo(slo, stateOf({ slos: [slo], arrivals, ends: ENDS }));
}

describe('a mean and a standard deviation', () => {
  // Uniform from 10 to 20 ms, without any order: mean 15 ms, standard deviation 2.887 ms.
  const uniform = (rate: number) =>
    steady('fault', 4000, 64_000, rate, (_, index) => ({ responseUs: 10_000 + ((index * 6_007 + 13) % 10_007) }));

  test.each([
    ['mean(response_time)', 15, /Hall/u],
    ['stddev(response_time)', 2.887, /Bonett/u],
    ['mean(service_time)', 14.95, /Hall/u],
  ] as const)('%s has an interval, and passes and fails by the whole of it', (metric, truth, method) => {
    const row = judged(`${metric} < ${truth * 1.1}ms`, uniform(50));
    expect(row).toMatchObject({
      verdict: 'pass',
      scope: 'run',
      statistic: 'interval',
      confidence: 0.95,
      n: 3000,
      nEffective: 3000,
      nRequired: 30,
    });
    expect(row.method).toMatch(method);
    const [low, high] = row.interval ?? [null, null];
    expect(low).toBeLessThan(row.value ?? 0);
    expect(high).toBeGreaterThan(row.value ?? Infinity);
    expect((high ?? 0) - (low ?? 0)).toBeLessThan(truth * 0.06);
    expect(judged(`${metric} < ${truth * 0.9}ms`, uniform(50)).verdict).toBe('fail');
    expect(judged(`${metric} >= ${truth * 0.9}ms`, uniform(50)).verdict).toBe('pass');
  });

  test('is neither where the limit lies inside, and says how many would decide it', () => {
    for (const metric of ['mean', 'stddev']) {
      const value = judged(`${metric}(response_time) < 1s`, uniform(50)).value ?? 0;
      const text = `${metric}(response_time) < ${Math.round(value * 1002)}us`;
      const row = judged(text, uniform(50));
      expect(row).toMatchObject({ verdict: 'inconclusive', statistic: 'interval' });
      expect(row.note).toMatch(/too close to call: the limit lies inside the interval; with a spread like this some [\d,]+ answered/u);
      expect(judged(text, uniform(50), { confidence: null })).toMatchObject({ verdict: 'pass', statistic: 'plain', interval: null });
    }
  });

  test('of times with a long tail a deviation allows for those too rare to be seen, and of a regime knows no upper end', () => {
    // 2 of 3,000 at 1.9 s: 49 ms; of 2 s, the timeout, one in 684 may have gone unseen, which is another 76 ms.
    const tailed = steady('fault', 4000, 64_000, 50, (_, index) => ({
      responseUs: index % 1500 === 7 ? 1_900_000 : 10_000 + (index % 100),
    }));
    const row = judged('stddev(response_time) < 300ms', tailed);
    expect(row).toMatchObject({ verdict: 'pass', methodName: 'Bonett', value: expect.closeTo(48.8, 0) });
    expect(row.interval?.[1]).toBeGreaterThan(76);
    expect(judged('stddev(response_time) < 80ms', tailed).verdict).toBe('inconclusive');
    expect(judged('stddev(response_time) < 1ms', tailed).verdict).toBe('fail');
    expect(row.beside).toMatchObject({ scope: 'regime', interval: [expect.any(Number), null], verdict: 'inconclusive' });
    expect(judged('stddev(response_time) < 300ms', tailed, { steady: true })).toMatchObject({
      verdict: 'inconclusive',
      note: expect.stringMatching(/one second makes more than a tenth/u),
    });
  });

  test('of a steady state is wider where neighbours resemble each other, and too short where they all do', () => {
    const wave = (periodMs: number) =>
      steady('fault', 4000, 64_000, 50, (atMs, index) => ({
        responseUs: Math.round(10_000 + 3000 * Math.sin((2 * Math.PI * atMs) / periodMs) + ((index * 7919) % 2003)),
      }));
    const lively = judged('mean(response_time) < 20ms', wave(1000), { steady: true });
    expect(lively).toMatchObject({ verdict: 'pass', scope: 'regime', beside: { scope: 'run', verdict: 'pass' } });
    expect(judged('stddev(response_time) < 20ms', wave(1000))).toMatchObject({
      scope: 'run',
      beside: { scope: 'regime', verdict: 'pass' },
    });
    expect(judged('mean(response_time) < 20ms', wave(30_000), { steady: true })).toMatchObject({
      verdict: 'inconclusive',
      scope: 'regime',
      note: expect.stringMatching(/too short for how slowly this system varies/u),
    });
  });

  test('of fewer than thirty passes nothing, and fails where it must', () => {
    const few = steady('fault', 4000, 64_000, 0.2, (_, index) => ({ responseUs: 10_000 + index * 100 }));
    expect(judged('mean(response_time) < 20ms', few)).toMatchObject({ verdict: 'inconclusive', n: 12, nRequired: 30 });
    expect(judged('mean(response_time) < 2ms', few).verdict).toBe('fail');
  });

  test('says how many had no answer, whatever decides it', () => {
    const some = steady('fault', 4000, 64_000, 20, (_, index) => (index % 4 === 0 ? { ending: 'timeout' } : {}));
    expect(judged('mean(response_time) < 20ms', some)).toMatchObject({
      verdict: 'pass',
      note: '300 arrivals had no answer and are not in it',
    });
  });
});

describe('bytes', () => {
  // Each answer of these recordings has 512 bytes; a timeout has none.
  const some = steady('fault', 4000, 64_000, 20, (_, index) => (index % 4 === 0 ? { ending: 'timeout' } : {}));

  test('are counted exactly, and what this state would give another day stands beside them', () => {
    const answers = steady('fault', 4000, 64_000, 20, (atMs) => (Math.floor(atMs / 1000) % 3 === 0 ? { ending: 'timeout' } : {}));
    const row = judged('bytes >= 1kB/s', answers);
    expect(row).toMatchObject({ interval: null, methodName: 'exact', beside: { scope: 'regime', methodName: 'batch means' } });
    const [low, high] = row.beside?.interval ?? [null, null];
    expect(low).toBeLessThanOrEqual(row.value ?? 0);
    expect(high).toBeGreaterThanOrEqual(row.value ?? Infinity);
    expect(judged('dropped <= 0', answers)).toMatchObject({ methodName: 'exact', method: expect.stringContaining('counted exactly') });
    expect(judged('achieved_rate >= 99%', answers).methodName).toBe('exact');
    expect(judged('max(response_time) < 3s', answers)).toMatchObject({
      methodName: 'none',
      method: expect.stringContaining('no interval'),
    });
    expect(judged('success_rate >= 10%', answers, { confidence: null }).methodName).toBe('plain');
    expect(judged('success_rate >= 100%', answers).methodName).toBe('exact');
  });

  test('are those of the phase in all, or per second of it', () => {
    expect(judged('bytes < 1MB', some)).toMatchObject({
      value: 900 * 512,
      unit: 'bytes',
      n: 1200,
      verdict: 'pass',
      statistic: 'plain',
      interval: null,
    });
    expect(judged('bytes >= 7680B/s', some)).toMatchObject({ value: 7680, unit: 'bytes_per_second', verdict: 'pass' });
    expect(judged('bytes > 8kB/s', some)).toMatchObject({ verdict: 'fail', margin: expect.closeTo(-0.04, 9) });
  });

  test('of nobody are no data, and of those without an answer none', () => {
    expect(judged('bytes < 1MB', [])).toMatchObject({ verdict: 'inconclusive', value: null });
    expect(
      judged(
        'bytes > 0B',
        steady('fault', 4000, 64_000, 20, () => ({ ending: 'timeout' })),
      ),
    ).toMatchObject({ verdict: 'fail', value: 0 });
  });

  test('are those of the arrivals named, of a window, and against the baseline per second', () => {
    expect(judged('bytes < 1MB', some, { where: { endpoint: null, outcome: 'timeout', status: null } }).value).toBe(0);
    expect(judged('bytes >= 7kB/s', some, { window: { sizeMs: 10_000, mode: 'every' } })).toMatchObject({ verdict: 'pass' });
    const slo = plannedSlo('bytes vs baseline > -30%', { minSamples: null });
    const state = stateOf({ slos: [slo], ends: ENDS, arrivals: [...steady('baseline', 1000, 4000, 20), ...some] });
    expect(judgeSlo(slo, state)).toMatchObject({ value: expect.closeTo(-0.25, 9), verdict: 'pass', statistic: 'plain' });
  });
});
