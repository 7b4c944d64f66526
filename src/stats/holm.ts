/**
 * p-values adjusted for looking at all of them, in the order given: an adjusted one at or below α is a finding, and the chance of any
 * false one stays ≤ α however they depend on each other (Holm, "A simple sequentially rejective multiple test procedure",
 * Scandinavian Journal of Statistics 6, 1979). The i-th smallest of m becomes the largest of (m − j + 1)·p(j), j ≤ i, at most 1.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const m = pValues.length;
  const order = pValues.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted = Array.from({ length: m }, () => 1);
  let least = 0;
  order.forEach(({ p, index }, rank) => {
    least = Math.max(least, Math.min(1, (m - rank) * p));
    adjusted[index] = least;
  });
  return adjusted;
}
