import { expect, test } from 'vitest';
import { emptyRunState } from '../../../src/events/run-state.ts';
import type { RunState } from '../../../src/events/run-state.ts';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { serviceTimeOnly, withoutLag } from '../../../src/load/engine/closed/service-time-only.ts';
import { createRunHistory } from '../../../src/terminal/history/run-history.ts';
import type { RunHistory } from '../../../src/terminal/history/run-history.ts';
import { liveArrivals } from '../../../src/terminal/view/live-arrivals.ts';
import { selectLoads } from '../../../src/terminal/view/select-loads.ts';
import type { RawArrival } from '../../fixtures/timelines/raw-arrival.ts';
import { recordTimeline, steady } from '../../fixtures/timelines/record-timeline.ts';
import { storyOf } from '../../fixtures/timelines/story-of.ts';

/** One second at 100 a second, as a closed load's worker reports it: its times with its counts. */
function closedSecond(each: (index: number) => Partial<RawArrival>): RunEvent[] {
  return recordTimeline({
    faultForMs: null,
    ends: [1000, 2000, 2000, 2000],
    arrivals: steady('baseline', 1000, 2000, 100, (_, index) => each(index)),
    edit: (entries) =>
      entries.map(({ atMs, body }) => {
        if (body.type === 'run-started')
          return { atMs, body: { ...body, loads: body.loads.map((load) => ({ ...load, model: 'closed', connections: 4 })) } };
        if (body.type === 'load-recorded') return { atMs, body: { ...body, delta: serviceTimeOnly(body.delta, []) } };
        if (body.type === 'timings-recorded')
          return { atMs: 2021, body: { ...body, timings: { ...withoutLag(body.timings), fromSecond: 1 } } };
        return { atMs, body };
      }),
  });
}

function seen(events: readonly RunEvent[]): { readonly state: RunState; readonly history: RunHistory } {
  const state = emptyRunState();
  const history = createRunHistory();
  for (const event of events) {
    foldEvent(state, event);
    history.remember(event, state);
  }
  return { state, history };
}

test('a closed load ranks every answer by its own time, in the dashboard as in the report', () => {
  const events = closedSecond((index) => (index % 5 < 3 ? { ending: 'status', responseUs: 20_000 + index } : {}));
  const { state, history } = seen(events);
  const [shown] = selectLoads(state, liveArrivals(state));
  const { p50, p95, p99 } = storyOf(events).series.loads[0]?.bins.at(-1)?.times ?? {};
  expect(p95).toBeCloseTo(20.05, 1);
  expect(shown).toMatchObject({ successRate: 0.4 });
  const drawn = history.tracks()[0]?.seconds.at(-1);
  for (const ms of [
    [shown?.p50Ms, p50],
    [shown?.p95Ms, p95],
    [shown?.p99Ms, p99],
    [(drawn?.p95Us ?? 0) / 1000, p95],
  ]) {
    expect(ms[0]).toBeCloseTo(Number(ms[1]), 1);
  }
  expect(drawn?.heat?.reduce((sum, count) => sum + count, 0)).toBe(40);
});

test('a closed load of which nothing is answered has no percentiles', () => {
  const events = closedSecond(() => ({ ending: 'connect-refused' }));
  const { state, history } = seen(events);
  expect(selectLoads(state, liveArrivals(state))[0]).toMatchObject({ successRate: 0, p50Ms: null, p99Ms: null });
  expect(history.tracks()[0]?.seconds.at(-1)).toMatchObject({ failed: 100, p50Us: null, p99Us: null });
  expect(storyOf(events).series.loads[0]?.bins.at(-1)?.times).toMatchObject({ p50: null, p99: null });
});
