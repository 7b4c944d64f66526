import { describe, expect, test } from 'vitest';
import type { Proof } from '../../../src/faults/proof.ts';
import { roundsOf, spreadOf } from '../../bench/docker/rounds.ts';
import { foldAll, recordTimeline } from '../../fixtures/timelines/record-timeline.ts';
import type { TimedBody } from '../../fixtures/timelines/record-timeline.ts';

const proof = (proven: boolean, detail: string): Proof => ({ proven, what: 'added latency', value: null, unit: null, detail });

/** A round of every second, each with what became of it; the fault phase begins at 4 s. */
function roundsWith(told: readonly (readonly TimedBody[])[], share: (fromMs: number, toMs: number) => number | null = () => 0) {
  const edit = (events: readonly TimedBody[]): readonly TimedBody[] => [
    ...events.flatMap(({ atMs, body }): TimedBody[] => {
      if (body.type.startsWith('fault-')) return [];
      if (body.type !== 'run-started') return [{ atMs, body }];
      const [one] = body.faults;
      const faults = one === undefined ? [] : told.map((_, round) => ({ ...one, id: `round-${round}`, atMs: round * 1_000, forMs: 500 }));
      return [{ atMs, body: { ...body, faults } }];
    }),
    ...told.flat(),
  ];
  return roundsOf(foldAll(recordTimeline({ edit })), { share }, 0.05);
}

/** Due at `round` seconds, proven and gone so many ms after that. */
function lived(round: number, provenMs: number, undoMs: number, goneMs: number): TimedBody[] {
  const dueMs = 4_000 + round * 1_000;
  const fault = `round-${round}`;
  return [
    { atMs: dueMs + 10, body: { type: 'fault-inject-called', fault } },
    { atMs: dueMs + provenMs, body: { type: 'fault-proven', fault, proof: proof(true, 'there') } },
    { atMs: dueMs + undoMs, body: { type: 'fault-undo-called', fault } },
    { atMs: dueMs + goneMs, body: { type: 'fault-gone', fault, proof: proof(true, 'gone') } },
  ];
}

describe('the rounds of a benchmark of faults', () => {
  test('are timed from when each was due, and from its undo', () => {
    const rounds = roundsWith([lived(0, 100, 500, 530), lived(1, 300, 600, 700), lived(2, 200, 500, 510)]);
    expect(rounds.map(({ toProvenMs, toGoneMs }) => [toProvenMs, toGoneMs])).toEqual([
      [100, 30],
      [300, 100],
      [200, 10],
    ]);
    expect(spreadOf(rounds, 'toProvenMs')).toEqual({ median: 200, most: 300 });
    expect(spreadOf(rounds, 'toGoneMs')).toEqual({ median: 30, most: 100 });
    expect(rounds.some(({ isVoid }) => isVoid)).toBe(false);
  });

  test('that were not proven are longer than any that was, and say why', () => {
    const unproven: TimedBody[] = [
      { atMs: 5_010, body: { type: 'fault-inject-called', fault: 'round-1' } },
      { atMs: 5_400, body: { type: 'fault-unproven', fault: 'round-1', proof: proof(false, 'nothing was slower') } },
      { atMs: 5_500, body: { type: 'fault-undo-called', fault: 'round-1' } },
      { atMs: 5_600, body: { type: 'fault-gone', fault: 'round-1', proof: proof(true, 'gone') } },
    ];
    const rounds = roundsWith([lived(0, 100, 500, 530), unproven, lived(2, 200, 500, 510)]);
    expect(rounds.map(({ why }) => why)).toEqual([null, 'it was not proven: nothing was slower', null]);
    expect(spreadOf(rounds, 'toProvenMs')).toEqual({ median: 200, most: 200 });
    expect(spreadOf([...rounds, ...rounds.slice(1, 2), ...rounds.slice(1, 2)], 'toProvenMs')).toEqual({ median: null, most: 200 });
  });

  test('that met the one before are void, and the ones before that stay', () => {
    const rounds = roundsWith([lived(0, 100, 500, 1_200), lived(1, 300, 600, 700), lived(2, 50, 500, 600)]);
    expect(rounds.map(({ isVoid }) => isVoid)).toEqual([false, true, false]);
    expect(rounds[1]).toMatchObject({ toProvenMs: null, toGoneMs: null, why: 'it was due before the one before it was gone' });
  });

  test('that never began, or in whose middle the run ended, are void', () => {
    const cut: TimedBody[] = [{ atMs: 4_010, body: { type: 'fault-inject-called', fault: 'round-0' } }];
    expect(roundsWith([cut, []]).map(({ why, isVoid }) => [why, isVoid])).toEqual([
      ['the run ended in the middle of it: the run had no end', true],
      ['it was never injected: the run had no end', true],
    ]);
  });

  test('in which the host took too much CPU are void, by the wall clock', () => {
    const asked: number[] = [];
    const rounds = roundsWith([lived(0, 100, 500, 530), lived(1, 300, 600, 700)], (fromMs) => (asked.push(fromMs) === 1 ? 0.04 : 0.06));
    expect(rounds.map(({ isVoid, stolenShare }) => [isVoid, stolenShare])).toEqual([
      [false, 0.04],
      [true, 0.06],
    ]);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBe(1_000);
    expect(new Date(asked[0] ?? 0).toISOString()).toMatch(/^2026-11-21T12:00:/u);
  });

  test('that could not be injected, and no other fault of theirs stood, count as they are', () => {
    const refused: TimedBody[] = [{ atMs: 4_010, body: { type: 'fault-inject-failed', fault: 'round-0', message: 'no such container' } }];
    expect(roundsWith([refused])).toMatchObject([{ why: 'it could not be injected: no such container', isVoid: false }]);
  });
});
