/** Of a sample: `variance` is the unbiased one, over n − 1; 0 for a single value. NaN for an empty one. */
export function meanAndVariance(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: n < 2 ? 0 : squares / (n - 1) };
}
