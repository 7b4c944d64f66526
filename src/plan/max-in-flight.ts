/** A few connections for slow rates, where a quantile means little. */
const LEAST = 64;

/**
 * Arrivals that may be in flight at once, so that not even a system that stands still makes us drop one. By Little's law (L = λW)
 * at most rate × timeout are, on average; with Poisson arrivals that number is Poisson too, and mean + 6·√mean is passed about
 * once in 10⁹ (for means over 100; below, `LEAST` covers it).
 */
export function maxInFlight(ratePerSecond: number, timeoutMs: number): number {
  const mean = (ratePerSecond * timeoutMs) / 1000;
  return Math.max(LEAST, Math.ceil(mean + 6 * Math.sqrt(mean)));
}
