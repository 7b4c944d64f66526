import { describe, expect, test } from 'vitest';
import type { LoadBin } from '../../../src/report/series/run-series.ts';
import { live, recordTimeline, steady } from '../../fixtures/timelines/record-timeline.ts';
import { slowRedis, slowRedisArrivals } from '../../fixtures/timelines/slow-redis.ts';
import { storyOf } from '../../fixtures/timelines/story-of.ts';

const SLOW = storyOf(slowRedis());

function bins(story: typeof SLOW): readonly LoadBin[] {
  return story.series.loads[0]?.bins ?? [];
}

describe('the time series of a run', () => {
  test('has every second once, in order, with the counts of its arrivals', () => {
    expect(bins(SLOW).map(({ fromS }) => fromS)).toEqual(Array.from({ length: 19 }, (_, second) => second));
    for (const bin of bins(SLOW)) {
      const raw = slowRedisArrivals().filter(({ intendedMs }) => Math.floor(intendedMs / 1000) === bin.fromS);
      expect(bin.offered).toBe(raw.length);
      expect(bin.ok).toBe(raw.filter(({ ending }) => ending === 'ok').length);
      expect(Object.fromEntries(bin.errors)).toEqual(
        Object.fromEntries(['status', 'timeout'].flatMap((kind) => (count(raw, kind) > 0 ? [[kind, count(raw, kind)]] : []))),
      );
      expect(bin.heat.reduce((sum, cell) => sum + cell, 0)).toBe(bin.ok);
    }
  });

  test('ranks every arrival of a second, failures above every success', () => {
    for (const bin of bins(SLOW)) {
      const ranked = slowRedisArrivals()
        .filter(({ intendedMs }) => Math.floor(intendedMs / 1000) === bin.fromS)
        .map((one) => (one.ending === 'ok' ? one.responseUs / 1000 : Infinity))
        .toSorted((a, b) => a - b);
      for (const [name, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const truth = ranked[Math.ceil(ranked.length * share) - 1] ?? NaN;
        if (truth === Infinity) expect(bin.times[name]).toBe('failed');
        else expect(Math.abs(Number(bin.times[name]) / truth - 1)).toBeLessThan(0.001);
      }
    }
    expect(bins(SLOW).some(({ times }) => times.p99 === 'failed')).toBe(true);
  });

  test('does not depend on the order in which parts of a second arrive', () => {
    const backwards = slowRedis().toSorted((a, b) => (a.type === 'load-recorded' && b.type === 'load-recorded' ? b.ms - a.ms : 0));
    expect(storyOf(backwards).series.loads[0]?.bins.map(({ ok, failed }) => [ok, failed])).toEqual(
      bins(SLOW).map(({ ok, failed }) => [ok, failed]),
    );
  });

  test('tells no time above the largest that was seen, as report.json does', () => {
    const { series, report } = storyOf(recordTimeline({ arrivals: steady('baseline', 1000, 2000, 10, () => ({ responseUs: 123_457 })) }));
    const [one] = series.loads[0]?.bins ?? [];
    const { p50, p99, max } = report.load[0]?.phases.baseline?.responseTimeMs ?? {};
    expect(one?.times).toMatchObject({ p50, p99, max });
    expect(one?.times.p50).toBe(123.457);
  });

  test('ranks of a closed load all that was answered, failures too, as report.json does', () => {
    const arrivals = steady('baseline', 0, 1000, 10, (_, index) => (index < 5 ? { ending: 'status' as const, responseUs: 900_000 } : {}));
    const closed = recordTimeline({ arrivals }).map((event) =>
      event.type === 'run-started' ? { ...event, loads: event.loads.map((load) => ({ ...load, model: 'closed' as const })) } : event,
    );
    const { series, report } = storyOf(closed);
    const [one] = series.loads[0]?.bins ?? [];
    const { p50, p99, max } = report.load[0]?.phases.baseline?.serviceTimeMs ?? {};
    expect(one?.times).toMatchObject({ p50, p99, max });
    expect(one?.heat.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  test('knows the most that was in flight, all workers together', () => {
    const events = recordTimeline({
      arrivals: steady('baseline', 1000, 3000, 10),
      edit: (entries) => [
        ...entries,
        { atMs: 2010, body: { type: 'load-observed', worker: 0, live: [live({ inFlight: 5 })] } },
        { atMs: 2011, body: { type: 'load-observed', worker: 1, live: [live({ inFlight: 3 })] } },
      ],
    });
    expect(bins(storyOf(events)).find(({ fromS }) => fromS === 1)?.inFlight).toBe(8);
  });
});

function count(raw: ReturnType<typeof slowRedisArrivals>, kind: string): number {
  return raw.filter(({ ending }) => ending === kind).length;
}
