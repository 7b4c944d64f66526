import { describe, expect, test } from 'vitest';
import { createReplay } from '../../../src/events/replay.ts';
import type { RunEvent, RunEventBody } from '../../../src/events/run-event.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
const LATER = START + 3_600_000;

function event(seq: number, ms: number, body: RunEventBody): RunEvent {
  return { v: 1, seq, at: new Date(START + ms).toISOString(), ms, ...body };
}

const LOG: readonly RunEvent[] = [
  event(0, 0, { type: 'warning-raised', message: 'a' }),
  event(1, 900, { type: 'timeline-started', zeroMs: 1_000 }),
  event(2, 2_000, { type: 'warning-raised', message: 'b' }),
  event(3, 4_000, { type: 'run-ended', verdict: 'pass', exitCode: 0, reasons: [] }),
];

function replayOf(events: readonly RunEvent[], speed: number) {
  const told: number[] = [];
  let restarts = 0;
  const replay = createReplay({ onEvent: ({ seq }) => told.push(seq), onRestart: () => (restarts += 1) }, { speed });
  replay.add(events);
  return { replay, told, restarts: () => restarts };
}

describe('a replay', () => {
  test('waits a while for the first event of a run, and is over where none comes', () => {
    const { replay } = replayOf([], Infinity);
    replay.tick(0, LATER);
    replay.tick(10_000, LATER + 10_000);
    expect(replay.over).toBe(false);
    replay.tick(16_000, LATER + 16_000);
    expect(replay.over).toBe(true);
    replay.add(LOG);
    replay.tick(16_001, LATER + 16_001);
    expect(replay.state.ended).toMatchObject({ exitCode: 0 });
  });

  test('tells each event at its time, at the speed asked for', () => {
    const { replay, told } = replayOf(LOG, 10);
    replay.tick(0, LATER);
    expect(told).toEqual([0]);
    replay.tick(100, LATER);
    expect(told).toEqual([0, 1]);
    replay.tick(210, LATER);
    expect(told).toEqual([0, 1, 2]);
    expect(replay.over).toBe(false);
    replay.tick(1_000, LATER);
    expect(told).toEqual([0, 1, 2, 3]);
    expect(replay.over).toBe(true);
    expect(replay.atMs).toBe(4_000);
  });

  test('of no limit tells everything at once', () => {
    const { replay, told } = replayOf(LOG, Infinity);
    replay.tick(0, LATER);
    expect(told).toHaveLength(4);
    expect(replay.over).toBe(true);
  });

  test('stands while it is paused, and goes on from there', () => {
    const { replay } = replayOf(LOG, 1);
    replay.tick(0, LATER);
    replay.tick(500, LATER);
    replay.pause();
    replay.tick(3_000, LATER);
    expect(replay.atMs).toBe(500);
    replay.pause();
    replay.tick(3_100, LATER);
    expect(replay.atMs).toBe(600);
  });

  test('goes back by telling the run again from its beginning', () => {
    const { replay, told, restarts } = replayOf(LOG, Infinity);
    replay.tick(0, LATER);
    replay.seek(2_500);
    expect(restarts()).toBe(1);
    expect(told).toEqual([0, 1, 2, 3, 0, 1, 2]);
    expect(replay.state.warnings).toEqual(['a', 'b']);
    expect(replay.state.ended).toBeNull();
  });

  test('knows the timeline before it is told of it', () => {
    expect(replayOf(LOG, 1).replay.onEventClock(500)).toBe(1_500);
  });

  test('follows a run that goes on, no further than the run itself has come', () => {
    const { replay } = replayOf(LOG.slice(0, 3), 100);
    const wallMs = START + 2_300;
    replay.tick(0, wallMs);
    replay.tick(1_000, wallMs);
    expect(replay.atMs).toBe(2_300);
    expect(replay.over).toBe(false);
    replay.add(LOG.slice(3));
    replay.tick(2_000, START + 4_000);
    expect(replay.over).toBe(true);
  });

  test('waits for nothing that was appended after the death of its run', () => {
    const undone = { type: 'record-replayed', id: 'fault:a', by: 'recover', ok: true, message: '' } as const;
    const { replay, told } = replayOf([...LOG.slice(0, 3), event(3, 86_400_000, undone)], 1);
    replay.tick(0, START + 86_400_000);
    replay.tick(1_999, START + 86_400_000);
    expect(told).toEqual([0, 1]);
    replay.tick(2_000, START + 86_400_000);
    expect(told).toEqual([0, 1, 2, 3]);
    expect(replay.atMs).toBe(2_000);
    expect(replay.over).toBe(true);
  });

  test('waits for nothing that came after the end of its run', () => {
    const { replay, told } = replayOf([...LOG, event(4, 86_400_000, { type: 'warning-raised', message: 'c' })], 1);
    replay.tick(0, LATER);
    replay.tick(4_000, LATER);
    expect(told).toEqual([0, 1, 2, 3, 4]);
    expect(replay.over).toBe(true);
  });

  test('is over where a log breaks off and has been silent for long', () => {
    const { replay } = replayOf(LOG.slice(0, 3), Infinity);
    replay.tick(0, START + 5_000);
    expect(replay.over).toBe(false);
    replay.tick(1, LATER);
    expect(replay.over).toBe(true);
  });
});
