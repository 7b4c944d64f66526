import { proportionOf } from './proportion.ts';
import type { Sample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';

/**
 * Of each second the share of its arrivals that is known by now to speak against an SLO: what is unanswered does not yet, but for
 * arrivals known to be over the limit, which are the oldest. So a share may still grow and never shrinks, as a black hole's does when
 * its timeouts come. Drops are ours, and speak for nothing. `null` where seconds were not kept, or the SLO is no share of arrivals.
 */
export function breachShares(expression: SloExpression, sample: Sample): number[] | null {
  const whole = proportionOf(expression, sample);
  if (whole === null || sample.seconds === null) return null;
  const { wantsFew } = whole.limit;
  const answeredOnly = proportionOf(expression, { ...sample, pendingOver: [] });
  let pending = whole.bad - (answeredOnly?.bad ?? whole.bad);
  return sample.seconds.flatMap(({ counts }) => {
    const share = proportionOf(expression, { ...sample, counts, pendingOver: [], distributions: null, seconds: null });
    if (share === null || counts.offered === 0) return [];
    const late = Math.min(pending, Math.max(0, counts.offered - share.n));
    pending -= late;
    const against = wantsFew ? share.bad + late : share.n - share.bad - share.dropped;
    return [Math.min(1, against / counts.offered)];
  });
}
