import { describe, expect, it } from 'vitest';
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
});
