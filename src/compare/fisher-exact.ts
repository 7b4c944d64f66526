/**
 * Two-sided p of Fisher's exact test: `a` of `n` here and `b` of `m` there. The sum of the probabilities of all tables with these margins that are
 * no likelier than this one (Fisher, The Design of Experiments, 1935; as R's fisher.test).
 */
export function fisherExact(a: number, n: number, b: number, m: number): number {
  const total = a + b;
  const logOf = (k: number): number => logChoose(n, k) + logChoose(m, total - k) - logChoose(n + m, total);
  const here = logOf(a);
  let p = 0;
  for (let k = Math.max(0, total - m); k <= Math.min(n, total); k += 1) if (logOf(k) <= here + 1e-7) p += Math.exp(logOf(k));
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i += 1) sum += Math.log((n - k + i) / i);
  return sum;
}
