import { describe, expect, it } from 'vitest';
import { welchOnLogs, welchTest } from '../../../src/stats/welch.ts';

/** Student's sleep data (Biometrika 6, 1908), which R ships as `sleep`; `t.test(extra ~ group, data = sleep)` prints these. */
const DRUG_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const DRUG_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('Welch’s test', () => {
  it('agrees with R on Student’s sleep data', () => {
    const test = welchTest(DRUG_1, DRUG_2);
    expect(test?.t).toBeCloseTo(1.8608, 4);
    expect(test?.df).toBeCloseTo(17.776, 3);
    expect(test?.p).toBeCloseTo(0.07939, 5);
    expect(test?.interval[0]).toBeCloseTo(-0.2054832, 6);
    expect(test?.interval[1]).toBeCloseTo(3.3654832, 6);
  });

  it('turns its sign, and nothing else, when the groups are exchanged', () => {
    const [one, other] = [welchTest(DRUG_1, DRUG_2), welchTest(DRUG_2, DRUG_1)];
    expect(other?.t).toBeCloseTo(-(one?.t ?? Number.NaN), 12);
    expect(other?.p).toBeCloseTo(one?.p ?? Number.NaN, 12);
  });

  it('keeps small p-values apart from 0', () => {
    const test = welchTest([1, 1.001, 0.999, 1.0005], [2, 2.001, 1.999, 2.0005]);
    expect(test?.p).toBeGreaterThan(0);
    expect(test?.p).toBeLessThan(1e-12);
  });

  it('tells a difference of logarithms as a ratio', () => {
    const before = [100, 102, 98, 101];
    const test = welchOnLogs(
      before,
      before.map((value) => value * 1.1),
    );
    expect(test?.ratio).toBeCloseTo(1.1, 12);
    expect(test?.interval[0]).toBeGreaterThan(1);
    expect(test?.interval[1]).toBeLessThan(1.2);
  });

  it.each([
    ['one run a side', [1], [2]],
    ['no spread at all', [1, 1], [2, 2]],
    ['a value that is no number', [1, Number.NaN], [2, 3]],
    ['an infinite value', [1, 2], [Infinity, 3]],
  ])('says nothing of %s', (_, first, second) => {
    expect(welchTest(first, second)).toBeNull();
  });

  it('says nothing of a time of 0, which has no logarithm', () => {
    expect(welchOnLogs([0, 1], [1, 2])).toBeNull();
  });
});
