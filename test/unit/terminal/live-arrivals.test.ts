import { expect, test } from 'vitest';
import { foldEvent } from '../../../src/events/fold-event.ts';
import type { RunEvent } from '../../../src/events/run-event.ts';
import { emptyRunState } from '../../../src/events/run-state.ts';
import { createRunHistory } from '../../../src/terminal/history/run-history.ts';
import { statusLines } from '../../../src/terminal/status-line.ts';
import { measure, type Measured } from '../../../src/terminal/view/build-view.ts';
import { recordRun, ZERO_MS, type RecordedRun } from './recorded-run.ts';

const FROM = 10;
const UNTIL = 15;

/** From second 10 on every second arrival hangs, to the end of what is told: nobody knows its outcome yet. */
function hanging(options: RecordedRun = {}): RunEvent[] {
  return recordRun(options)
    .filter(({ ms }) => ms < ZERO_MS + UNTIL * 1000 + 1_100)
    .map((event) => {
      if (event.type === 'load-recorded' && event.delta.second >= FROM && event.delta.load === 'browse') {
        const { offered, sent, completed, cells } = event.delta;
        const half = cells.map((cell) => ({ ...cell, count: cell.count / 2, histogram: null }));
        return { ...event, delta: { ...event.delta, offered: offered / 2, sent: sent / 2, completed: completed / 2, cells: half } };
      }
      if (event.type === 'load-observed') {
        const seconds = Math.round((event.ms - ZERO_MS) / 1000) - FROM;
        return {
          ...event,
          live: event.live.map((live) => ({ ...live, inFlight: live.load === 'browse' ? Math.max(0, seconds) * 100 : 0 })),
        };
      }
      if (event.type === 'generator-observed' && options.loads === 'several') return { ...event, health: { ...event.health, due: 400 } };
      return event;
    });
}

function measured(events: readonly RunEvent[], filter: string | null = null): Measured {
  const state = emptyRunState();
  const history = createRunHistory();
  for (const event of events) {
    foldEvent(state, event);
    history.remember(event, state);
  }
  return measure(state, history.tracks(), filter);
}

test('what is in flight was offered and sent: a system that hangs does not make the generator look limited', () => {
  const { loads, series } = measured(hanging());
  expect(loads[0]).toMatchObject({ offeredPerSecond: 200, sentPerSecond: 200 });
  for (let second = 5; second <= UNTIL; second += 1) expect(series.at(second)).toMatchObject({ offered: 200, sent: 200 });
});

test('is told so where no answer at all comes, too', () => {
  const silent = hanging().filter((event) => event.type !== 'load-recorded' || event.delta.second < 13);
  const { loads, series } = measured(
    silent.map((event) =>
      event.type === 'load-observed' ? { ...event, live: event.live.map((live) => ({ ...live, inFlight: 1_000 })) } : event,
    ),
  );
  expect(loads[0]).toMatchObject({ offeredPerSecond: 200, sentPerSecond: 200 });
  expect(series.at(UNTIL)).toMatchObject({ offered: 200, sent: 200, ok: 0 });
});

test('of several loads it is the one that hangs', () => {
  const { loads } = measured(hanging({ loads: 'several' }));
  expect(loads.map(({ name, sentPerSecond }) => [name, sentPerSecond])).toEqual([
    ['browse', 200],
    ['checkout-with-a-long-name', 200],
    ['saturate', 200],
  ]);
});

test('of an endpoint nobody knows how many were sent to it: there is no number, and no dip', () => {
  const { loads, series } = measured(hanging({ endpoints: true }), 'browse\u0000GET /cart');
  expect(loads[0]).toMatchObject({ offeredPerSecond: null, sentPerSecond: null });
  expect(series.at(UNTIL)).toMatchObject({ offered: null, sent: null });
  expect(series.at(5)).toMatchObject({ offered: 50, sent: 50 });
});

test('a second that a worker has yet to tell of is not shown', () => {
  const events = hanging();
  const told = events.slice(
    0,
    events.findLastIndex((event) => event.type === 'generator-observed'),
  );
  const { loads, series } = measured(told);
  expect(series.at(UNTIL)).toMatchObject({ offered: null, sent: null });
  expect(loads[0]?.sentPerSecond).toBe(200);
});

test('a line says the same', () => {
  const state = emptyRunState();
  for (const event of hanging()) foldEvent(state, event);
  expect(statusLines(state)[0]).toContain('200/s offered, 200/s sent,');
});
