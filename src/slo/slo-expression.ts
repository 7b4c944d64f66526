/** The two latencies a request has: from its intended send time, and from its actual one. */
export type LatencyMetric = 'response_time' | 'service_time';

export type Comparison = '<' | '<=' | '>' | '>=';

export type SloMetric =
  /** `perTenThousand` of p99.9 is 9990: ranks are computed in integers. */
  | { readonly kind: 'percentile'; readonly of: LatencyMetric; readonly perTenThousand: number }
  | { readonly kind: 'mean'; readonly of: LatencyMetric }
  | { readonly kind: 'max'; readonly of: LatencyMetric }
  | { readonly kind: 'success_rate' }
  | { readonly kind: 'error_rate' }
  /** Arrivals sent: a share of those offered (limit in %), or per second (limit in /s). */
  | { readonly kind: 'achieved_rate' }
  | { readonly kind: 'dropped' }
  /** `condition: null` means: the experiment's bare rate and percentile SLOs. */
  | { readonly kind: 'recovery_time'; readonly condition: SloExpression | null; readonly holdMs: number };

export type SloUnit = 'ms' | 'ratio' | 'per_second' | 'count';

/** `99.9%` is `{ value: 0.999, unit: 'ratio' }`; `2s` is `{ value: 2000, unit: 'ms' }`. */
export interface SloLimit {
  readonly value: number;
  readonly unit: SloUnit;
}

/** `metric op limit`, e.g. `p99(response_time) < 800ms`. */
export interface SloExpression {
  readonly metric: SloMetric;
  readonly comparison: Comparison;
  readonly limit: SloLimit;
}
