import { meanAndVariance } from '../stats/mean-and-variance.ts';
import type { Measure } from './comparison.ts';
import { fisherExact } from './fisher-exact.ts';
import { testGroups } from './test-groups.ts';
import type { GroupTest, Sample } from './test-groups.ts';

/** One measure on both sides. */
export interface Pair {
  readonly name: Measure;
  readonly base: readonly Measure[];
  readonly with: readonly Measure[];
}

export interface PairTest {
  readonly change: number | null;
  readonly interval: readonly [number, number] | null;
  readonly p: number | null;
  /** Of the second against the first; > 0 is more. */
  readonly direction: number;
  /** The runs as a whole do not go where the difference points, or not without a loss. */
  readonly isContested: boolean;
  readonly method: string;
  readonly note: string | null;
}

export const NOTHING: PairTest = { change: null, interval: null, p: null, direction: 0, isContested: false, method: 'none', note: null };

/** Whether a measure differs between the groups, on its own. */
export function testPair(pair: Pair): PairTest {
  const isCensored = censoredIn(pair.base) + censoredIn(pair.with) > 0;
  if (isCensored) return testCensored(pair);
  const told = testValues(pair);
  return told.p === null ? { ...told, note: 'one run cannot be told from chance' } : told;
}

/**
 * A percentile among the failures has no value. So two things are tested, in how many runs it has none and how large it is in the others,
 * at half the error each (two-part test: Lachenbruch, Statistics in Medicine 20, 2001); where the others are too few, the first alone. A
 * rank test with none as the largest would be one test of all, but shows nothing with three runs a side, and little where one of five has none.
 * Its count of pairs says which way the runs go: of [100, 101, none, none, none] against five of 500 those with a value are slower, and most
 * are not. More runs without a value are never better.
 */
function testCensored(pair: Pair): PairTest {
  const [a, b] = [censoredIn(pair.base), censoredIn(pair.with)];
  const [n, m] = [pair.base.length, pair.with.length];
  const note = `falls among the failures in ${a} of ${n} runs of the base and in ${b} of ${m} runs beside it`;
  // Alike in every run: no number of runs would say more.
  if (a === n && b === m) return { ...NOTHING, p: 1, note };
  const values = testValues(pair);
  const censored = { p: fisherExact(a, n, b, m), direction: b / m - a / n, method: 'Fisher’s exact test on runs without a value' };
  if (values.p === null) return n < 2 || m < 2 ? { ...NOTHING, note } : { ...NOTHING, ...censored, note };
  const { direction } = values.p <= censored.p ? values : censored;
  const isContested = direction * pairsAbove(pair) <= 0 || (direction < 0 && censored.direction > 0);
  return {
    ...values,
    p: Math.min(1, 2 * Math.min(values.p, censored.p)),
    direction,
    isContested,
    method: `${censored.method}, and of those with one ${values.method}`,
    note: `${note}; the change is of the runs that have a value${values.direction * censored.direction < 0 ? ', and points the other way' : ''}`,
  };
}

/** Of all pairs of one run of each group, those in which the second's value is higher less those in which the first's is; none is the highest. */
function pairsAbove(pair: Pair): number {
  const of = ({ value }: Measure): number => value ?? Infinity;
  return pair.base.reduce((sum, a) => sum + pair.with.reduce((more, b) => more + Number(of(b) > of(a)) - Number(of(b) < of(a)), 0), 0);
}

/** By the runs that have a value. */
function testValues(pair: Pair): PairTest {
  const [first, second] = [sampleOf(pair.base, pair), sampleOf(pair.with, pair)];
  if (first.values.length === 0 || second.values.length === 0) return NOTHING;
  const direction = meanAndVariance(second.values).mean - meanAndVariance(first.values).mean;
  const test: GroupTest | null = testGroups(first, second);
  const isTime = pair.name.unit === 'ms';
  const told = (difference: number): number => (isTime ? Math.expm1(difference) : difference);
  const known = { ...NOTHING, change: finite(told(direction)), direction };
  if (test === null) return known;
  const { interval, p, method } = test;
  return { ...known, interval: [told(interval[0]), told(interval[1])], p, method: isTime ? `${method}, on logarithms` : method };
}

/**
 * Times on logarithms, with no less variance than a bucket of their histogram hides. Shares as they are, with the variance that chance
 * alone gives them: p·(1 − p) ÷ n, both groups taken together.
 */
export function sampleOf(measures: readonly Measure[], pair: Pair): Sample {
  const values = measures.flatMap(({ value }) => (value === null ? [] : [value]));
  if (pair.name.unit === 'ms') return sampleOfTimes(values.map((value) => Math.max(value, LEAST_MS)));
  const all = [...pair.base, ...pair.with];
  const count = all.reduce((sum, measure) => sum + measure.count, 0);
  const share = all.reduce((sum, measure) => sum + (measure.value ?? 0) * measure.count, 0) / count;
  const perRun = measures.reduce((sum, measure) => sum + measure.count, 0) / measures.length;
  return { values, leastVariance: (share * (1 - share)) / perRun };
}

/** A microsecond: what a clock of ours tells apart. */
const LEAST_MS = 0.001;

/** Of a time: the widest that a bucket of a histogram with three digits is. */
const BUCKET = 1 / 1024;

/**
 * Runs that read alike may be a whole bucket apart, so that none spread by less than its width. Without that the runs of two groups that
 * lie in two neighbouring buckets would have no spread at all, and differ beyond any doubt.
 */
function sampleOfTimes(values: readonly number[]): Sample {
  const hidden = values.map((value) => Math.max(BUCKET, LEAST_MS / value) ** 2);
  return { values: values.map(Math.log), leastVariance: hidden.length === 0 ? 0 : meanAndVariance(hidden).mean };
}

export function censoredIn(measures: readonly Measure[]): number {
  return measures.filter(({ value }) => value === null).length;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
