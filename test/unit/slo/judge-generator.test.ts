import { describe, expect, test } from 'vitest';
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
    expect(onHealth((second) => ({ lateAtEnd: second === 15 ? 11 : 0 })).because[0]).toContain('ten seconds before 16s only 98.9%');
  });

  test('not by a late start of its warm-up, nor by a first second that had no ten before it', () => {
    expect(onHealth((second) => ({ lateAtEnd: second <= 1 ? 90 : 0 }))).toMatchObject({ limited: false, achievedRatio: 1 });
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
    expect(busy(2)).toMatchObject({ limited: true, because: ['worker 0 used more than 0.9 of a core in 2 of 20 seconds'] });
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
        `${text} with minSamples=1, confidence=off on checkout fails by the generator's own lag: counted from dispatch it holds`,
      ]);
      expect(onArrivals(text, slow).limited, text).toBe(false);
    }
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

function onArrivals(text: string, arrivals: readonly RawArrival[]): GeneratorJudgement {
  const slos = [plannedSlo(text)];
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

function judgeOn(health: readonly GeneratorHealth[]): GeneratorJudgement {
  const edit = (events: Parameters<NonNullable<Parameters<typeof stateOf>[0]['edit']>>[0]): typeof events => [
    ...events,
    ...health.map((one) => ({ atMs: (one.second + 1) * 1000, body: { type: 'generator-observed' as const, health: one } })),
  ];
  return judgeGenerator(stateOf({ edit }), []);
}
