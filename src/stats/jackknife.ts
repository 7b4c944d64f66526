import { BATCHES, batchesOf } from './batch-means.ts';
import type { Interval } from './proportion-interval.ts';
import { studentQuantile } from './student-t.ts';

/** What one second adds to a statistic: how many values, and sums of their powers. */
interface SummedSecond {
  readonly n: number;
  readonly sums: readonly number[];
}

interface JackknifeInterval {
  readonly interval: Interval;
  readonly standardError: number;
}

/**
 * An interval of any smooth statistic of sums that this state of the system would show another day: ten batches of consecutive seconds,
 * each left out in turn (jackknife: Quenouille, Biometrika 43, 1956; of batches of a dependent series: Muñoz and Glynn, Management
 * Science 43, 1997), t of 9 degrees of freedom. The standard error is never taken below `leastError`, that of independent values. `null` with fewer
 * than ten seconds with values, and where a part of them has no such statistic.
 */
export function jackknifeInterval(
  seconds: readonly SummedSecond[],
  statistic: (n: number, sums: readonly number[]) => number,
  confidence: number,
  leastError: number,
): JackknifeInterval | null {
  const counted = seconds.filter(({ n }) => n > 0);
  if (counted.length < BATCHES) return null;
  const all = total(counted);
  const whole = statistic(all.n, all.sums);
  const without = batchesOf(counted).map((batch) => {
    const part = total(batch);
    return statistic(
      all.n - part.n,
      all.sums.map((sum, at) => sum - (part.sums[at] ?? 0)),
    );
  });
  const mean = without.reduce((sum, value) => sum + value, 0) / BATCHES;
  const squares = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.max(leastError, Math.sqrt(((BATCHES - 1) / BATCHES) * squares));
  if (!Number.isFinite(whole) || !Number.isFinite(standardError)) return null;
  const half = studentQuantile(1 - (1 - confidence) / 2, BATCHES - 1) * standardError;
  return { interval: [whole - half, whole + half], standardError };
}

function total(seconds: readonly SummedSecond[]): SummedSecond {
  let n = 0;
  const sums: number[] = [];
  for (const second of seconds) {
    n += second.n;
    second.sums.forEach((sum, at) => (sums[at] = (sums[at] ?? 0) + sum));
  }
  return { n, sums };
}
