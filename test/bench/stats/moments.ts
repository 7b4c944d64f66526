import type { Random } from '../../../src/random/create-random.ts';
import { createRandom } from '../../../src/random/create-random.ts';
import { jackknifeInterval } from '../../../src/stats/jackknife.ts';
import { deviationError, deviationInterval, meanError, meanInterval } from '../../../src/stats/mean-interval.ts';
import { MOST_TAIL_SHARE, tailShare } from '../../../src/stats/tail-share.ts';
import { momentsOf } from '../../../src/stats/moments.ts';
import { withUnseenTail } from '../../../src/stats/unseen-tail.ts';
import { gaussian, RATE } from './series.ts';

export interface MomentRow {
  readonly what: string;
  readonly n: number;
  readonly runs: number;
  /** Share of the runs whose interval of 95 % holds the true mean, and the true standard deviation. */
  readonly mean: number;
  readonly deviation: number;
  /** Of the runs, those whose interval of the standard deviation has an upper end; and how far it lies up, as a multiple of the truth. */
  readonly bounded: number;
  readonly reach: number | null;
}

/** Lognormal times: the spread of the logarithm says how far they lean. */
const truthOf = (sigma: number): { readonly mean: number; readonly deviation: number } => ({
  mean: Math.exp(sigma ** 2 / 2),
  deviation: Math.sqrt(Math.expm1(sigma ** 2) * Math.exp(sigma ** 2)),
});

/** As many medians as there are 50 ms in a timeout of 2 s: what takes longer is no answered request. */
const TIMEOUT = 40;

/** The same of times that are cut off there, summed over the normal's own density. */
function truthBelow(sigma: number): { readonly mean: number; readonly deviation: number } {
  const sums = [0, 0, 0];
  for (let z = -8; z < Math.log(TIMEOUT) / sigma; z += 1e-4)
    for (let power = 0; power < 3; power += 1) sums[power] = (sums[power] ?? 0) + Math.exp(power * sigma * z - (z * z) / 2);
  const [all = 1, first = 0, second = 0] = sums;
  return { mean: first / all, deviation: Math.sqrt(second / all - (first / all) ** 2) };
}

/** Scope `run`: independent times. */
export function runMomentRows(runs: number): MomentRow[] {
  return [0.5, 1].flatMap((sigma) =>
    [30, 100, 1_000, 10_000].map((n) => {
      const random = createRandom(n + Math.round(sigma * 10));
      const few = n > 5_000 ? Math.ceil(runs / 5) : runs;
      return row(`σ ${sigma}`, truthBelow(sigma), n, few, () => {
        let max = 0;
        const next = (): number => {
          const value = Math.exp(sigma * gaussian(random));
          if (value > TIMEOUT) return next();
          max = Math.max(max, value);
          return value;
        };
        const moments = momentsOf(n, powersOf(n, next));
        const [low, high] = deviationInterval(moments, 0.95);
        const largest = (max - moments.mean) ** 4 / (n * moments.kurtosis * moments.variance ** 2);
        return [meanInterval(moments, 0.95), [low, largest > MOST_TAIL_SHARE ? withUnseenTail(high, n, TIMEOUT, 0.95) : high]];
      });
    }),
  );
}

/** Scope `regime`: times whose logarithms resemble their neighbours', correlation exp(−t/τ), 200 a second. */
export function regimeMomentRows(runs: number): MomentRow[] {
  const sigma = 0.5;
  return [0, 0.1, 1].flatMap((tau) =>
    [60, 120, 300].map((seconds) => {
      const random = createRandom(seconds + Math.round(tau * 10));
      return row(`τ ${tau} s`, truthOf(sigma), seconds * RATE, runs, () => regimeOf(seconds, tau, sigma, random));
    }),
  );
}

type Intervals = readonly [mean: readonly [number, number], deviation: readonly [number, number]];

function row(what: string, truth: ReturnType<typeof truthOf>, n: number, runs: number, intervals: () => Intervals | null): MomentRow {
  let [mean, deviation, bounded, ends] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run += 1) {
    const found = intervals();
    if (found === null) continue;
    if (found[0][0] <= truth.mean && truth.mean <= found[0][1]) mean += 1;
    if (found[1][0] <= truth.deviation && truth.deviation <= found[1][1]) deviation += 1;
    if (found[1][1] === Infinity) continue;
    bounded += 1;
    ends += found[1][1];
  }
  return {
    what,
    n,
    runs,
    mean: mean / runs,
    deviation: deviation / runs,
    bounded: bounded / runs,
    reach: bounded === 0 ? null : ends / bounded / truth.deviation,
  };
}

function regimeOf(seconds: number, tau: number, sigma: number, random: Random): Intervals | null {
  const keep = tau === 0 ? 0 : Math.exp(-1 / RATE / tau);
  const fresh = Math.sqrt(1 - keep * keep);
  let x = gaussian(random);
  const next = (): number => Math.exp(sigma * (x = keep * x + fresh * gaussian(random)));
  const series = Array.from({ length: seconds }, () => ({ n: RATE, sums: powersOf(RATE, next) }));
  const all = momentsOf(
    seconds * RATE,
    [0, 1, 2, 3].map((at) => series.reduce((sum, { sums }) => sum + (sums[at] ?? 0), 0)),
  );
  const mean = jackknifeInterval(series, (n, [sum = 0]) => sum / n, 0.95, meanError(all));
  const log = jackknifeInterval(series, (n, sums) => Math.log(momentsOf(n, sums).variance) / 2, 0.95, deviationError(all));
  if (mean === null || log === null) return null;
  return [mean.interval, [Math.exp(log.interval[0]), tailShare(series) > MOST_TAIL_SHARE ? Infinity : Math.exp(log.interval[1])]];
}

function powersOf(n: number, next: () => number): number[] {
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < n; at += 1) {
    const value = next();
    let power = 1;
    for (let which = 0; which < 4; which += 1) sums[which] = (sums[which] ?? 0) + (power *= value);
  }
  return sums;
}
