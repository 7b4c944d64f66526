import { momentsOf } from './moments.ts';

/** Of one part of some values: how many, and sums of their first to fourth powers. */
interface SummedPart {
  readonly n: number;
  readonly sums: readonly number[];
}

/**
 * The share that the heaviest part alone has of the sum of fourth powers about the mean: Rₙ(4), which falls to 0 as values come in where
 * the distribution has a fourth moment that they know of, and stays where the rarest of them makes it (the ratio of maximum and sum:
 * Embrechts, Klüppelberg and Mikosch, Modelling Extremal Events, 1997, 6.2.6). 0 where nothing varies.
 */
export function tailShare(parts: readonly SummedPart[]): number {
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  if (n === 0) return 0;
  const sums = [0, 1, 2, 3].map((at) => parts.reduce((sum, part) => sum + (part.sums[at] ?? 0), 0));
  const { mean, variance, kurtosis } = momentsOf(n, sums);
  const whole = n * kurtosis * variance ** 2;
  if (whole === 0) return 0;
  // Not `Math.max(...)`: there may be more seconds than a call can have arguments.
  return parts.reduce((most, part) => Math.max(most, aboutMean(part, mean)), 0) / whole;
}

/** Σ(x − mean)⁴, by the sums of powers. */
function aboutMean({ n, sums: [s1 = 0, s2 = 0, s3 = 0, s4 = 0] }: SummedPart, mean: number): number {
  return s4 - 4 * mean * s3 + 6 * mean ** 2 * s2 - 4 * mean ** 3 * s1 + n * mean ** 4;
}

/** With a larger share than this in one value, or one second, the kurtosis is that one's, and says nothing of those still to come. */
export const MOST_TAIL_SHARE = 0.1;
