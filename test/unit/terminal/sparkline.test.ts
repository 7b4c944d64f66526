import { describe, expect, test } from 'vitest';
import { peakOf, sparkline } from '../../../src/terminal/dashboard/sparkline.ts';
import { columnOf, overColumns } from '../../../src/terminal/dashboard/time-axis.ts';
import { pickGlyphs } from '../../../src/terminal/glyphs.ts';

const drawn = (...args: Parameters<typeof sparkline>): string[] =>
  sparkline(...args).map((cells) => cells.map((cell) => cell.text).join(''));

describe('sparkline', () => {
  test('draws from zero to the peak, and a value that is nearly nothing still shows', () => {
    expect(drawn([null, 0, 1, 50, 100], 1, 100, pickGlyphs(true))).toEqual([' ▁▁▄█']);
  });

  test('goes on in the row above', () => {
    expect(drawn([25, 50, 100], 2, 100, pickGlyphs(true))).toEqual(['  █', '▄██']);
  });

  test('marks a percentile that fell among failures by a sign of its own, not by colour alone', () => {
    expect(drawn([10, Infinity], 1, 10, pickGlyphs(true))).toEqual(['█▒']);
    expect(peakOf([10, Infinity, null])).toBe(10);
  });
});

describe('time axis', () => {
  test('keeps every moment inside it', () => {
    const axis = { endMs: 10_000, width: 20 };
    expect([-5, 0, 5_000, 10_000, 99_000].map((ms) => columnOf(axis, ms))).toEqual([0, 0, 10, 19, 19]);
    expect(columnOf({ endMs: 0, width: 20 }, 5)).toBe(0);
  });

  test('fills several columns with a second, and keeps the greatest of several seconds', () => {
    const valueOf = (second: number): number => second;
    expect(overColumns({ endMs: 2_000, width: 4 }, valueOf, 2_000)).toEqual([0, 0, 1, 1]);
    expect(overColumns({ endMs: 8_000, width: 4 }, valueOf, 8_000)).toEqual([1, 3, 5, 7]);
  });

  test('shows nothing of what has not come yet', () => {
    expect(overColumns({ endMs: 4_000, width: 4 }, () => 1, 1_500)).toEqual([1, 1, null, null]);
  });
});
