/** Percentiles as ten-thousandths, so that p99.9 is the integer 9990 and no rank depends on floating point. */
export const TEN_THOUSAND = 10_000;

/** ⌈n·p⌉ in integer arithmetic, 1-based; 0 where n is 0. `0.999 * 1000` is 999.0000000000001 in floating point on some n. */
export function rankOf(perTenThousand: number, n: number): number {
  return Math.ceil((perTenThousand * n) / TEN_THOUSAND);
}

/**
 * How many of n may lie over a limit with pN still within it: n − ⌈n·p⌉. "pN < L" and "at most this many are ≥ L" say the same,
 * so that a percentile is judged on two exact integers.
 */
export function allowedOver(perTenThousand: number, n: number): number {
  return n - rankOf(perTenThousand, n);
}
