import { FAILURES } from '../load/load-driver.ts';
/** The two latencies a request has: from its intended send time, and from its actual one. */
export type LatencyMetric = 'response_time' | 'service_time';

export type Comparison = '<' | '<=' | '>' | '>=';

/** How a request failed: an outcome, `connect` for all that never got a connection, or a status that was not expected. */
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** `connect` stands for all failures to connect. */
export const FAILURE_KINDS = ['connect', ...FAILURES] as const;

/** What is measured on the arrivals of one span, and can be held against the baseline's. */
export type SpanMetric =
  /** `perTenThousand` of p99.9 is 9990: ranks are computed in integers. */
  | { readonly kind: 'percentile'; readonly of: LatencyMetric; readonly perTenThousand: number }
  | { readonly kind: 'mean'; readonly of: LatencyMetric }
  | { readonly kind: 'max'; readonly of: LatencyMetric }
  | { readonly kind: 'stddev'; readonly of: LatencyMetric }
  | { readonly kind: 'success_rate' }
  /** `failure: null`: of any kind. */
  | { readonly kind: 'error_rate'; readonly failure: FailureKind | null }
  /** Arrivals sent: a share of those offered (limit in %), or per second (limit in /s). */
  | { readonly kind: 'achieved_rate' }
  | { readonly kind: 'dropped' }
  /** Of response bodies, as they came over the wire: in all (limit a size), or per second (limit a rate of data). */
  | { readonly kind: 'bytes' };

export type SloMetric =
  | SpanMetric
  /** How much of the failures that `target` allows were used up: 1 is all of them. */
  | { readonly kind: 'error_budget'; readonly target: number }
  /** `condition: null` means: the experiment's bare rate and percentile SLOs. */
  | { readonly kind: 'recovery_time'; readonly condition: SloExpression | null; readonly holdMs: number }
  /** The same, from the first `inject()` on. */
  | { readonly kind: 'outage_to_recovery'; readonly condition: SloExpression | null; readonly holdMs: number }
  | { readonly kind: 'time_to_first_failure' }
  | { readonly kind: 'longest_outage' }
  /** A probe's checks: the share that met their expectation (limit in %), or its worst value (a number). */
  | { readonly kind: 'probe'; readonly name: string }
  /** The change from the baseline, as a share of it: +20 % is 0.2. */
  | { readonly kind: 'vs_baseline'; readonly of: SpanMetric };

export type SloUnit = 'ms' | 'ratio' | 'per_second' | 'count' | 'number' | 'bytes' | 'bytes_per_second';

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
