import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/manifest/generator-spec.ts';
import type { GeneratorHealth } from '../../../src/load/load-driver.ts';
import { judgeGenerator } from '../../../src/slo/judge-generator.ts';
import type { GeneratorJudgement } from '../../../src/slo/judge-generator.ts';
import { judgeSlos } from '../../../src/slo/judge-slo.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';
import { plannedSlo, stateOf, steady } from '../../fixtures/timelines/record-timeline.ts';

describe('the generator is limited', () => {
  test('when less than 99 % of what was due in ten seconds was taken up', () => {
    expect(onHealth((second) => ({ lateAtEnd: second === 15 ? 11 : 0 }))).toMatchObject({ limited: true, achievedRatio: 0.989 });
    expect(onHealth((second) => ({ lateAtEnd: second === 15 ? 10 : 0 }))).toMatchObject({ limited: false, achievedRatio: 0.99 });
    expect(onHealth((second) => ({ lateAtEnd: second === 15 ? 11 : 0 })).because[0]).toBe(
      'at 16s only 98.9% of the arrivals due in 10s had been taken up',
    );
  });

  test('not by a late start of its warm-up', () => {
    expect(onHealth((second) => ({ lateAtEnd: second === 0 ? 90 : 0 }))).toMatchObject({ limited: false, achievedRatio: 1 });
  });

  test('also before the first whole window, over which it is counted: in a first second every arrival would be a hundredth', () => {
    expect(onHealth((second) => ({ lateAtEnd: second === 2 ? 11 : 0 }))).toMatchObject({ limited: true, achievedRatio: 0.989 });
    expect(onHealth((second) => ({ lateAtEnd: second === 2 ? 10 : 0 }))).toMatchObject({ limited: false, achievedRatio: 0.99 });
  });

  test('wherever in a short run it was held for two seconds', () => {
    for (const held of [1, 2, 3, 4, 5, 6]) {
      const late = (second: number): number => (second === held ? 10 : second === held + 1 ? 30 : 0);
      const health = healthOf((second) => ({ due: 20, lateAtEnd: late(second) })).slice(0, 8);
      expect(judgeOn(health).limited, String(held)).toBe(true);
    }
  });

  test('by the manifest’s own limits', () => {
    const limits = { ...DEFAULT_LIMITS, sentShare: 0.8, withinSeconds: 2, busyCores: 0.5, busyShare: 0.2 };
    const late = (lateAtEnd: number): GeneratorJudgement =>
      judgeOn(
        healthOf((second) => ({ lateAtEnd: second === 9 ? lateAtEnd : 0 })),
        limits,
      );
    expect(late(40).limited).toBe(false);
    expect(late(41).because).toEqual(['at 10s only 79.5% of the arrivals due in 2s had been taken up']);
    const busy = (seconds: number): GeneratorJudgement =>
      judgeOn(
        healthOf((second) => ({ cpuCores: second >= 1 && second <= seconds ? 0.6 : 0.2 })),
        limits,
      );
    expect(busy(4).limited).toBe(false);
    expect(busy(5).because).toEqual(['worker 0 used more than 50% of a core in 5 of 20 seconds']);
  });

  test('by no CPU where workers never sleep', () => {
    const awake = healthOf(() => ({ cpuCores: 1 }));
    expect(judgeOn(awake).limited).toBe(true);
    expect(judgeOn(awake, { ...DEFAULT_LIMITS, busyCores: null }).limited).toBe(false);
  });

  test('when a worker without a schedule stands still', () => {
    const held = (due: number, eventLoopDelayMaxMs: number): GeneratorJudgement =>
      onHealth((second) => ({ due, eventLoopDelayMaxMs: second === 5 ? eventLoopDelayMaxMs : 3 }));
    expect(held(0, 2000)).toEqual({
      limited: true,
      because: ['worker 0 stood still for 2s, and its connections with it'],
      achievedRatio: null,
    });
    expect(held(0, 500).limited).toBe(false);
    expect(held(100, 2000).limited).toBe(false);
  });

  test('over all workers together, and not by one that has little to do', () => {
    const health = [
      ...healthOf((second) => ({ worker: 0, due: 1000, lateAtEnd: 0, second })),
      ...healthOf((second) => ({ worker: 1, due: 10, lateAtEnd: 9, second })),
    ];
    expect(judgeOn(health).limited).toBe(false);
  });

  test('in a run of less than ten seconds, over all of it', () => {
    expect(judgeOn(healthOf((second) => ({ lateAtEnd: second === 4 ? 90 : 0 })).slice(0, 5))).toMatchObject({
      limited: true,
      achievedRatio: 1 - 90 / 500,
    });
  });

  test('when a worker is above 0.9 of a core in more than 5 % of the judged seconds', () => {
    const busy = (seconds: number): GeneratorJudgement =>
      onHealth((second) => ({ cpuCores: second > 1 && second <= 1 + seconds ? 0.95 : 0.2 }));
    expect(busy(1)).toMatchObject({ limited: false });
    expect(busy(2)).toMatchObject({ limited: true, because: ['worker 0 used more than 90% of a core in 2 of 20 seconds'] });
    expect(onHealth(() => ({ cpuCores: null })).limited).toBe(false);
  });

  test('and with what the machine’s host took meanwhile, which is no limit by itself', () => {
    const robbed = (lateAtEnd: number): GeneratorJudgement =>
      onHealth((second) => ({ lateAtEnd: second === 15 ? lateAtEnd : 0, stolenShare: second === 0 ? 1 : second === 15 ? 0.4 : 0 }));
    expect(robbed(0)).toMatchObject({ limited: false, because: [] });
    expect(robbed(11).because[1]).toBe(
      'the host of this machine took 2% of its CPU, 40% in the worst second: what was late may be its doing',
    );
  });

  test('when a latency SLO fails by lag alone', () => {
    const lagging = steady('fault', 4000, 8000, 100, () => ({ responseUs: 150_000, lagUs: 90_000 }));
    const slow = steady('fault', 4000, 8000, 100, () => ({ responseUs: 250_000, lagUs: 90_000 }));
    for (const text of ['p99(response_time) < 100ms', 'mean(response_time) < 100ms', 'max(response_time) < 100ms']) {
      expect(onArrivals(text, lagging).because, text).toEqual([
        `${text} with minSamples=1, confidence=off on checkout fails by the generator's own doing: without its lag and its caps it holds`,
      ]);
      expect(onArrivals(text, slow).limited, text).toBe(false);
    }
  });

  test('by what lag did in the windows that fail, not in the whole phase', () => {
    const window = { sizeMs: 1000, mode: 'every' } as const;
    const during = (more: Partial<RawArrival>): RawArrival[] =>
      steady('fault', 4000, 8000, 100, (atMs) => (atMs >= 5000 && atMs < 6000 ? more : {}));
    // A second of the system's own slowness is no lag; the phase as a whole, with a quarter slow, holds at the median.
    const text = 'p50(response_time) < 100ms';
    expect(onArrivals(text, during({ responseUs: 900_000 }), { window }).because).toEqual([]);
    expect(onArrivals(text, during({ responseUs: 150_000, lagUs: 90_000 }), { window }).because).toEqual([
      expect.stringContaining("window=1s, minSamples=1, confidence=off on checkout fails by the generator's own doing"),
    ]);
  });

  test('never by an SLO that only warns', () => {
    const lagging = steady('fault', 4000, 8000, 100, () => ({ responseUs: 150_000, lagUs: 90_000 }));
    expect(onArrivals('p99(response_time) < 100ms', lagging, { onBreach: 'warn' }).because).toEqual([]);
  });

  test('never by lag where the SLO passes in spite of it, or fails by failures', () => {
    const lagging = steady('fault', 4000, 8000, 100, () => ({ responseUs: 150_000, lagUs: 90_000 }));
    expect(onArrivals('p99(response_time) < 200ms', lagging).limited).toBe(false);
    const failing = lagging.map((one, index): RawArrival => (index % 10 === 0 ? { ...one, ending: 'timeout' } : one));
    expect(onArrivals('p99(response_time) < 100ms', failing).limited).toBe(false);
    expect(onArrivals('p99(service_time) < 10ms', lagging).limited).toBe(false);
  });
});

test('without any reading nothing is known of its ratio', () => {
  expect(judgeGenerator(stateOf({}), [])).toEqual({ limited: false, because: [], achievedRatio: null });
});

function onArrivals(text: string, arrivals: readonly RawArrival[], more: Parameters<typeof plannedSlo>[1] = {}): GeneratorJudgement {
  const slos = [plannedSlo(text, more)];
  const state = stateOf({ slos, arrivals });
  return judgeGenerator(state, judgeSlos(slos, state));
}

/** Twenty-one seconds, of which the first is the warm-up. */
function healthOf(each: (second: number) => Partial<GeneratorHealth>): GeneratorHealth[] {
  return Array.from({ length: 21 }, (_, second) => ({
    worker: 0,
    second,
    due: 100,
    lateAtEnd: 0,
    cpuCores: 0.2,
    eventLoopDelayMaxMs: 1,
    ...each(second),
  }));
}

function onHealth(each: (second: number) => Partial<GeneratorHealth>): GeneratorJudgement {
  return judgeOn(healthOf(each));
}

function judgeOn(health: readonly GeneratorHealth[], generator = DEFAULT_LIMITS): GeneratorJudgement {
  type Edit = NonNullable<NonNullable<Parameters<typeof stateOf>[0]>['edit']>;
  const edit: Edit = (events) => [
    ...events.map((event) => (event.body.type === 'run-started' ? { ...event, body: { ...event.body, generator } } : event)),
    ...health.map((one) => ({ atMs: (one.second + 1) * 1000, body: { type: 'generator-observed' as const, health: one } })),
  ];
  return judgeGenerator(stateOf({ edit }), []);
}
