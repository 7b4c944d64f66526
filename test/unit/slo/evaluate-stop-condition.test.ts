import { describe, expect, test } from 'vitest';
import type { RunStarted } from '../../../src/events/run-event.ts';
import { evaluateStopCondition } from '../../../src/slo/evaluate-stop-condition.ts';
import type { StopEvaluation } from '../../../src/slo/evaluate-stop-condition.ts';
import { encodeDeltas } from '../../fixtures/timelines/encode-arrivals.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';
import { live, recordTimeline, foldAll, steady, stopCondition } from '../../fixtures/timelines/record-timeline.ts';
import type { TimedBody } from '../../fixtures/timelines/record-timeline.ts';

const CONDITION = stopCondition('success_rate < 50%', 3000);

describe('a stop condition', () => {
  const failing = (fromMs: number): RawArrival[] => [
    ...steady('warmup', 0, 1000, 100),
    ...steady('baseline', 1000, 8000, 100, (atMs) => (atMs >= fromMs ? { ending: 'connect-refused' } : {})),
  ];

  test('is breached when it held on every second of its time, not before', () => {
    const arrivals = failing(4000);
    expect(at(6520, arrivals)).toEqual({ breached: false, value: 1 / 3 });
    expect(at(7520, arrivals)).toEqual({ breached: true, value: 0 });
  });

  test('is calm in a healthy run, from the first second on', () => {
    for (let nowMs = 0; nowMs <= 8000; nowMs += 250) expect(at(nowMs, failing(Infinity)).breached).toBe(false);
  });

  test('does not look at the warm-up', () => {
    const arrivals = steady('warmup', 0, 1000, 100, () => ({ ending: 'timeout' }));
    expect(evaluate(stopCondition('success_rate < 50%', 1000), 1600, arrivals)).toEqual({ breached: false, value: null });
  });

  test('is breached by silence, once there could be answers', () => {
    const silence = steady('baseline', 1000, 3000, 100);
    expect(at(5600, silence).breached).toBe(false);
    expect(at(6600, silence)).toEqual({ breached: true, value: null });
    expect(at(4600, []).breached).toBe(false);
    expect(at(5600, []).breached).toBe(true);
  });

  test('takes a black hole for what it is: silence, then timeouts', () => {
    // Arrivals from 3 s on are answered by nothing; their timeouts come in two seconds later.
    const before = steady('baseline', 1000, 3000, 100);
    const during = steady('baseline', 3000, 6000, 100, () => ({ ending: 'timeout' }));
    const state = (nowMs: number): StopEvaluation => {
      const late = encodeDeltas('checkout', during, []).map((delta) => ({
        atMs: (delta.second + 3) * 1000 + 20,
        body: { type: 'load-recorded' as const, delta },
      }));
      const events = recordTimeline({
        stopConditions: [CONDITION],
        arrivals: before,
        edit: (all) => [...all, ...late].filter((one) => one.atMs <= nowMs),
      });
      return evaluateStopCondition(CONDITION, foldAll(events), nowMs);
    };
    expect(state(5600).breached).toBe(false);
    expect(state(6600).breached).toBe(true);
  });

  test('does not take the gaps of a slow load for silence', () => {
    const slow = steady('baseline', 1000, 8000, 1).filter((_, index) => index % 2 === 0);
    const events = recordTimeline({
      arrivals: slow,
      edit: (all) => withLoad(all, { peakRate: 0.5 }),
    });
    const condition = stopCondition('success_rate < 50%', 1000);
    for (let nowMs = 3500; nowMs <= 8000; nowMs += 500)
      expect(evaluateStopCondition(condition, foldAll(events), nowMs).breached).toBe(false);
  });

  describe('takes silence by design for none:', () => {
    const planned = (more: Partial<RunStarted['loads'][number]>, arrivals: readonly RawArrival[]) => (nowMs: number) => {
      const events = recordTimeline({
        arrivals,
        ends: [1000, 30_000, 31_000, 32_000],
        edit: (all) => withLoad(all, more).filter((one) => one.atMs <= nowMs),
      });
      return evaluateStopCondition(CONDITION, foldAll(events), nowMs).breached;
    };
    const breachedAt = (breached: (nowMs: number) => boolean): number | undefined =>
      Array.from({ length: 29 }, (_, second) => second * 1000 + 1600).find(breached);
    const constant = { kind: 'constant', ratePerSecond: 20 } as const;
    const burst = {
      kind: 'stages',
      startRatePerSecond: 20,
      stages: [
        { toPerSecond: 20, overMs: 5000 },
        { toPerSecond: 0, overMs: 0 },
        { toPerSecond: 0, overMs: 10_000 },
        { toPerSecond: 20, overMs: 0 },
      ],
      spacing: 'constant',
    } as const;

    test('a load that begins later', () => {
      const late = { peakRate: 20, schedule: { arrivals: constant, startAfterMs: 14_000 } };
      expect(breachedAt(planned(late, steady('baseline', 14_000, 30_000, 20)))).toBeUndefined();
      // Answers may take two seconds; nothing in the three after that is silence.
      expect(breachedAt(planned(late, []))).toBe(19_600);
    });

    test('a stage without arrivals', () => {
      const load = { peakRate: 20, schedule: { arrivals: burst, startAfterMs: 0 } };
      const first = [...steady('warmup', 0, 1000, 20), ...steady('baseline', 1000, 5000, 20)];
      expect(breachedAt(planned(load, [...first, ...steady('baseline', 15_000, 30_000, 20)]))).toBeUndefined();
      expect(breachedAt(planned(load, first))).toBe(20_600);
    });

    test('a load whose rate is 0 to its end', () => {
      const never = { ...burst, startRatePerSecond: 0, stages: [{ toPerSecond: 0, overMs: 0 }] };
      expect(breachedAt(planned({ peakRate: 0, schedule: { arrivals: never, startAfterMs: 0 } }, []))).toBeUndefined();
    });

    test('a closed load whose amount is used up', () => {
      const closed = { model: 'closed', peakRate: 0, connections: 1, schedule: null } as const;
      const sent = [...steady('warmup', 0, 1000, 50), ...steady('baseline', 1000, 5000, 50)];
      expect(breachedAt(planned({ ...closed, amount: 200 }, sent))).toBeUndefined();
      expect(breachedAt(planned({ ...closed, amount: 201 }, sent))).toBe(8600);
      expect(breachedAt(planned({ ...closed, amount: null }, sent))).toBe(8600);
    });
  });

  test('counts unanswered arrivals that are over a latency limit already', () => {
    const condition = stopCondition('p99(response_time) > 500ms', 1000);
    const arrivals = steady('baseline', 1000, 4000, 100);
    const events = recordTimeline({
      stopConditions: [condition],
      arrivals,
      edit: (all) => [
        ...all,
        {
          atMs: 4030,
          body: { type: 'load-observed', worker: 0, live: [live({ unanswered: [{ phase: 'baseline', count: 50, over: [50] }] })] },
        },
      ],
    });
    expect(evaluateStopCondition(condition, foldAll(events), 4550).breached).toBe(true);
    expect(evaluate(condition, 4550, arrivals).breached).toBe(false);
  });
});

function withLoad(entries: readonly TimedBody[], more: Partial<RunStarted['loads'][number]>): TimedBody[] {
  return entries.map((one) =>
    one.body.type === 'run-started' ? { ...one, body: { ...one.body, loads: one.body.loads.map((load) => ({ ...load, ...more })) } } : one,
  );
}

function at(nowMs: number, arrivals: readonly RawArrival[]): StopEvaluation {
  return evaluate(CONDITION, nowMs, arrivals);
}

/** On what had been reported by `nowMs`. */
function evaluate(condition: typeof CONDITION, nowMs: number, arrivals: readonly RawArrival[]): StopEvaluation {
  const events = recordTimeline({
    stopConditions: [condition],
    arrivals,
    ends: [1000, 8000, 9000, 10_000],
    edit: (all) => all.filter((one) => one.atMs <= nowMs),
  });
  return evaluateStopCondition(condition, foldAll(events), nowMs);
}
