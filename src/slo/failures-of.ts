import type { ArrivalCounts } from '../events/arrival-counts.ts';
import type { FailureKind } from './slo-expression.ts';

/** Of any kind, or of one; `connect` is all that never got a connection. */
export function failuresOf(counts: ArrivalCounts, failure: FailureKind | null): number {
  if (failure === null) return counts.failed;
  if (failure !== 'connect') return counts.failedBy[failure] ?? 0;
  return Object.entries(counts.failedBy).reduce((sum, [outcome, count]) => (outcome.startsWith('connect-') ? sum + count : sum), 0);
}
