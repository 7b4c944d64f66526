import { describe, expect, it } from 'vitest';
import { withUnseenTail } from '../../../src/stats/unseen-tail.ts';
import { tailShare } from '../../../src/stats/tail-share.ts';

const part = (...values: readonly number[]) => ({
  n: values.length,
  sums: [1, 2, 3, 4].map((power) => values.reduce((sum, x) => sum + x ** power, 0)),
});

describe('the share of the heaviest part in the fourth moment', () => {
  it('is that of the values summed one by one', () => {
    // Mean 4: fourth powers 81, 1, 0, 256 about it.
    expect(tailShare([part(1), part(3), part(4), part(8)])).toBeCloseTo(256 / 338, 12);
    expect(tailShare([part(1, 3), part(4), part(8)])).toBeCloseTo(256 / 338, 12);
    expect(tailShare([part(1, 8), part(3, 4)])).toBeCloseTo(337 / 338, 12);
  });

  it('is even where all parts are alike, and 0 where nothing varies', () => {
    expect(tailShare(Array.from({ length: 20 }, () => part(1, 2, 3)))).toBeCloseTo(0.05, 12);
    expect(tailShare([part(5, 5), part(5)])).toBe(0);
    expect(tailShare([])).toBe(0);
  });

  it('is known of as many seconds as a run of two days has', () => {
    const seconds = 172_800;
    expect(tailShare(Array.from({ length: seconds }, () => part(1, 2, 3))) * seconds).toBeCloseTo(1, 6);
  });
});

describe('what a tail that was not seen adds to a deviation', () => {
  it('is what so many values allow to be as large as can be', () => {
    // 1 − 0.0125^(1/1000) = 0.00437: √(3² + 0.004372 × 40²) = 3.9995.
    expect(withUnseenTail(3, 1000, 40, 0.95)).toBeCloseTo(3.9995, 4);
    expect(withUnseenTail(3, 1e9, 40, 0.95)).toBeCloseTo(3, 5);
  });

  it('is never more than the largest there can be, nor less than what was seen', () => {
    expect(withUnseenTail(3, 2, 4, 0.95)).toBe(4);
    expect(withUnseenTail(5, 2, 4, 0.95)).toBe(5);
  });
});
