import { expect, test } from 'vitest';
import { emptyRunState } from '../../../src/events/run-state.ts';
import type { RunState } from '../../../src/events/run-state.ts';
import { stolenShare } from '../../../src/events/stolen-share.ts';

function withSeconds(shares: readonly (number | null)[]): RunState {
  const state = emptyRunState();
  shares.forEach((share, second) => state.generator.seconds.set(second, { toldBy: 1, due: 1, lateAtEnd: 0, stolenShare: share }));
  return state;
}

test('what the host took is the mean over the seconds that are known, and the worst of them', () => {
  expect(stolenShare(withSeconds([null, 0.25, 0.75]))).toEqual({ mean: 0.5, worstSecond: 0.75 });
  expect(stolenShare(withSeconds([null]))).toBeNull();
});

test('what the host took is known of a run of two days', () => {
  expect(stolenShare(withSeconds(Array.from({ length: 172_800 }, () => 0.25)))).toEqual({ mean: 0.25, worstSecond: 0.25 });
});
