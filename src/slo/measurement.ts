/** What an SLO's metric came to on some arrivals, and whether its comparison holds there. */
export interface Measurement {
  /** Arrivals (requests, for mean and max) that it rests on. */
  readonly n: number;
  /** In the limit's unit; `null` where there is none, or where a percentile falls among failures. */
  readonly value: number | null;
  readonly censored: boolean;
  /** In ms, where `censored`: what the percentile is at least. */
  readonly atLeast: number | null;
  /** `null`: cannot be said, for the reason in `note`. */
  readonly holds: boolean | null;
  readonly method: string;
  readonly note: string | null;
}

/** No data is never good news: nothing holds on no arrivals. */
export function noData(method: string, note = 'no samples'): Measurement {
  return { n: 0, value: null, censored: false, atLeast: null, holds: null, method, note };
}

/**
 * Drops are ours, not the system's: judged once as if each had gone well and once as if each had failed. Where that makes the
 * difference, nothing can be said.
 */
export function judgedTwice(dropped: number, holds: (droppedFailed: boolean) => boolean): Pick<Measurement, 'holds' | 'note'> {
  const asFailed = holds(true);
  if (dropped === 0 || asFailed === holds(false)) return { holds: asFailed, note: null };
  return {
    holds: null,
    note: `the ${dropped} dropped arrivals decide it: with them as failures it ${asFailed ? 'holds' : 'does not hold'}, with them as successes it ${asFailed ? 'does not' : 'does'}`,
  };
}
