import type { SloExpression, SloMetric } from './slo-expression.ts';

/** What has an interval of its own besides shares of arrivals. */
export type MomentMetric = Extract<SloMetric, { kind: 'mean' | 'stddev' }>;

/** Fewer answered requests than this, and no interval of a mean is to be trusted (the usual least for one that rests on normality). */
export const LEAST_FOR_MOMENTS = 30;

/** `null`: it is neither a mean nor a standard deviation. */
export function momentOf({ metric }: Pick<SloExpression, 'metric'>): MomentMetric | null {
  return metric.kind === 'mean' || metric.kind === 'stddev' ? metric : null;
}
