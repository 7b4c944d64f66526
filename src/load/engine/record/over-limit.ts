import type { LatencyLimit } from '../../load-driver.ts';

/** Is a latency in whole µs over the limit? Exact: no histogram bucket between the measurement and the count. */
export function isOver(limit: LatencyLimit, us: number): boolean {
  return limit.comparison === '<' || limit.comparison === '>=' ? us >= limit.limitUs : us > limit.limitUs;
}
