import { describe, expect, it } from 'vitest';
import { unitAt } from '../../../src/random/unit-at.ts';

describe('unitAt', () => {
  it('is of [0, 1), and the same whoever asks', () => {
    const draws = Array.from({ length: 10_000 }, (_, index) => unitAt(42, index));
    expect(draws.every((unit) => unit >= 0 && unit < 1)).toBe(true);
    expect(unitAt(42, 9999)).toBe(draws[9999]);
    expect(new Set(draws).size).toBe(draws.length);
  });

  it.each([0, 1, 42, 2 ** 31, 2 ** 52])('is uniform, and free of trends from one to the next (seed %d)', (seed) => {
    const n = 100_000;
    const draws = Array.from({ length: n }, (_, index) => unitAt(seed, index));
    const sorted = draws.toSorted((a, b) => a - b);
    const distance = sorted.reduce((worst, unit, at) => Math.max(worst, unit - at / n, (at + 1) / n - unit), 0);
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
    const correlation = draws.reduce((sum, unit, at) => sum + (unit - 0.5) * ((draws[at - 1] ?? 0.5) - 0.5), 0) / (n / 12);
    expect(Math.abs(correlation)).toBeLessThan(0.015);
  });

  it('another seed gives another sequence', () => {
    expect(unitAt(1, 5)).not.toBe(unitAt(2, 5));
  });
});
