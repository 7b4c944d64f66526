import jStat from 'jstat';

/** The t that a share `probability` of the distribution with `df` degrees of freedom lies below. df > 0, need not be whole. */
export function studentQuantile(probability: number, df: number): number {
  return jStat.studentt.inv(probability, df);
}

/**
 * P(|T| ≥ |t|), as the incomplete beta I(df ÷ (df + t²); df/2, 1/2) (Abramowitz and Stegun, 26.7.1): 2·(1 − cdf) would lose the
 * small ones to rounding.
 */
export function studentTwoSidedP(t: number, df: number): number {
  if (t === 0) return 1;
  const tail = jStat.ibeta(df / (df + t * t), df / 2, 0.5);
  return tail === false ? 1 : Math.min(1, Math.max(0, tail));
}

/** P(T' > t) of the noncentral t distribution: the power of a t-test whose critical value is t. */
export function noncentralExceedance(t: number, df: number, noncentrality: number): number {
  return 1 - jStat.noncentralt.cdf(t, df, noncentrality);
}
