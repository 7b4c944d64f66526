import { describe, expect, it } from 'vitest';
import { powerToSee, runsNeeded, smallestDetectableRatio } from '../../../src/stats/detectable-difference.ts';

describe('what a comparison of runs can see', () => {
  it.each([
    [0.02, 3],
    [0.03, 4],
    [0.05, 7],
    [0.1, 25],
  ])('finds +10 %% at a spread of %s from run to run with %i runs a side', (logSd, runs) => {
    expect(runsNeeded(1.1, logSd)).toBe(runs);
  });

  it('agrees with power.t.test(n = 20, delta = 1, sd = 1) of R: 0.8689528', () => {
    expect(powerToSee(Math.E, { runs: 20, logSd: 1 }, { runs: 20, logSd: 1 })).toBeCloseTo(0.8689528, 5);
  });

  it('agrees with power.t.test(power = .90, delta = 1, sd = 1) of R: n = 22.02110, so 23', () => {
    expect(runsNeeded(Math.E, 1)).toBe(23);
  });

  it('names a ratio that it would see with just the power asked', () => {
    const [first, second] = [
      { runs: 5, logSd: 0.03 },
      { runs: 8, logSd: 0.06 },
    ];
    const ratio = smallestDetectableRatio(first, second) ?? Number.NaN;
    expect(ratio).toBeGreaterThan(1);
    expect(powerToSee(ratio, first, second)).toBeCloseTo(0.9, 6);
    expect(powerToSee(1 + (ratio - 1) * 0.9, first, second)).toBeLessThan(0.9);
  });

  it('sees the same factor up and down', () => {
    const group = { runs: 4, logSd: 0.05 };
    expect(powerToSee(1.1, group, group)).toBeCloseTo(powerToSee(1 / 1.1, group, group), 12);
  });

  it('needs more when it is held to a smaller α, as one of many comparisons', () => {
    expect(runsNeeded(1.1, 0.05, { alpha: 0.05 / 10, power: 0.9 })).toBeGreaterThan(7);
  });

  it('sees a huge difference with certainty, and none where there are no runs to tell the spread', () => {
    const steady = { runs: 3, logSd: 0.0001 };
    expect(powerToSee(10, steady, steady)).toBeCloseTo(1, 6);
    expect(powerToSee(10, { runs: 1, logSd: 0.1 }, steady)).toBe(0);
    expect(smallestDetectableRatio({ runs: 1, logSd: 0.1 }, steady)).toBeNull();
    expect(runsNeeded(1, 0.1)).toBeNull();
  });
});
