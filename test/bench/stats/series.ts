import type { Random } from '../../../src/random/create-random.ts';
import type { CountedSecond } from '../../../src/stats/batch-means.ts';

/** Makes a second's worth of arrivals: of `n`, how many are over the limit of the metric and how many over the median. */
export type Source = (seconds: number, random: Random) => { readonly over: CountedSecond[]; readonly median: CountedSecond[] };

export const RATE = 200;

/** Of a standard normal (Box and Muller, 1958). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/**
 * A Gaussian process whose correlation decays as exp(−t/τ), one value an arrival, seen through its own quantiles: whatever smooth latency
 * distribution it is mapped to, an arrival is over its pN when the value is over the normal's. `z` is that quantile.
 */
export function smoothSource(tauSeconds: number, z: number): Source {
  const keep = tauSeconds === 0 ? 0 : Math.exp(-1 / RATE / tauSeconds);
  const fresh = Math.sqrt(1 - keep * keep);
  return (seconds, random) => {
    let x = gaussian(random);
    return counted(seconds, () => {
      x = keep * x + fresh * gaussian(random);
      return { over: x > z, median: x > 0 };
    });
  };
}

/** The same with atoms: latencies in eight steps, as a timer or a cache makes them, so that half the arrivals share two values. */
export function atomSource(tauSeconds: number, z: number): Source {
  const keep = tauSeconds === 0 ? 0 : Math.exp(-1 / RATE / tauSeconds);
  const fresh = Math.sqrt(1 - keep * keep);
  return (seconds, random) => {
    let x = gaussian(random);
    return counted(seconds, () => {
      x = keep * x + fresh * gaussian(random);
      // A step up at the limit itself; the median's step lies at −0.3.
      return { over: x > z, median: x > -0.3 };
    });
  };
}

/** Stalls that come as a renewal process, gaps and lengths exponential: the share of time in one is `share`, their mean length τ. */
export function stallSource(tauSeconds: number, share: number): Source {
  const length = Math.max(tauSeconds, 1 / RATE);
  const gap = (length * (1 - share)) / share;
  return (seconds, random) => {
    let stalled = random.uniform() < share;
    let left = exponential(stalled ? length : gap, random);
    return counted(seconds, () => {
      left -= 1 / RATE;
      while (left <= 0) {
        stalled = !stalled;
        left += exponential(stalled ? length : gap, random);
      }
      return { over: stalled, median: stalled || random.uniform() < (0.5 - share) / (1 - share) };
    });
  };
}

function exponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random.uniform());
}

function counted(seconds: number, next: () => { over: boolean; median: boolean }): ReturnType<Source> {
  const over: CountedSecond[] = [];
  const median: CountedSecond[] = [];
  for (let second = 0; second < seconds; second += 1) {
    let [o, m] = [0, 0];
    for (let at = 0; at < RATE; at += 1) {
      const one = next();
      if (one.over) o += 1;
      if (one.median) m += 1;
    }
    over.push({ count: o, n: RATE });
    median.push({ count: m, n: RATE });
  }
  return { over, median };
}
