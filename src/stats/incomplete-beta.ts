/**
 * The regularised incomplete beta function I(x; a, b), a, b > 0, to about 13 digits for a and b up to hundreds of millions: binomial
 * tails of whole runs, which jstat's (100 terms) gets wrong beyond some 10,000 samples. Continued fraction of Didonato and Morris
 * (ACM TOMS 18, 1992, eq. 9, as Numerical Recipes 6.4), Lentz's method; its factor as Loader's saddle point (2000), which does not
 * cancel where log-gammas would.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerTail(1 - x, b, a);
  return lowerTail(x, a, b);
}

/** The x of which I(x; a, b) is `probability`: by bisection, so as exact as the function. */
export function inverseIncompleteBeta(probability: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 200 && high - low > high * 1e-13; step += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** ln of x^a·(1 − x)^b ÷ B(a, b): Loader's saddle-point form of a binomial density, for real numbers. */
export function logBetaKernel(x: number, a: number, b: number): number {
  const n = a + b;
  const deviance = relativeDeviance(a, n * x) + relativeDeviance(b, n * (1 - x));
  return stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance + 0.5 * Math.log((a * b) / (2 * Math.PI * n));
}

/** ln B(a, b). */
export function logBeta(a: number, b: number): number {
  const x = a / (a + b);
  return a * Math.log(x) + b * Math.log1p(-x) - logBetaKernel(x, a, b);
}

const TINY = 1e-300;

function lowerTail(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  // Converges within some √max(a, b) steps on this side of the mean.
  const most = 1_000 + 20 * Math.ceil(Math.sqrt(Math.max(a, b)));
  for (let m = 1; m <= most; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (Math.exp(logBetaKernel(x, a, b)) * fraction) / a;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** ln Γ(x + 1) − (½·ln 2πx + x·ln x − x): by its asymptotic series from 15 on, below by recurrence. */
function stirlingError(x: number): number {
  let shifted = x;
  let sum = 0;
  for (; shifted < 15; shifted += 1) sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
  const square = shifted * shifted;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / shifted;
  return sum + series;
}

/** x·ln(x ÷ mean) + mean − x, without cancellation where the two are close (Loader's bd0). */
function relativeDeviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1_000; j += 1) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
