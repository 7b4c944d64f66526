import type { Random } from '../../../src/random/create-random.ts';
import { binomialAtLeast } from '../../../src/stats/binomial-tail.ts';

/** By its table of tails: exact, and one look-up a draw. */
export function binomialDraw(n: number, p: number): (random: Random) => number {
  const tails = Array.from({ length: n + 1 }, (_, k) => binomialAtLeast(k, n, p)).filter((tail) => tail > 1e-15);
  return (random) => {
    const u = random.uniform();
    let k = 0;
    while (k + 1 < tails.length && (tails[k + 1] ?? 0) > u) k += 1;
    return k;
  };
}
