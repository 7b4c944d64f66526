import type { CountedSecond } from '../stats/batch-means.ts';
import { coarseThreshold, countAbove } from '../stats/coarse-times.ts';
import { proportionOf } from './proportion.ts';
import type { Sample } from './sample.ts';
import type { SloExpression } from './slo-expression.ts';

/** Of each second the arrivals that count against an SLO, drops among them; `null` where seconds were not kept. */
export function shareSeries(expression: SloExpression, sample: Sample): CountedSecond[] | null {
  if (sample.seconds === null) return null;
  return sample.seconds.map(({ counts }) => {
    const share = proportionOf(expression, { ...sample, counts, pendingOver: [], distributions: null, seconds: null });
    return { count: (share?.bad ?? 0) + counts.dropped, n: share?.n ?? 0 };
  });
}

/**
 * Of each second the arrivals above the median of all: how the bulk of the system moves, which a rarely touched limit does not show.
 * Failures and drops are above every time.
 */
export function medianSeries(sample: Sample): CountedSecond[] {
  const seconds = sample.seconds ?? [];
  const bad = ({ failed, dropped }: Sample['counts']): number => failed + dropped;
  const n = seconds.reduce((sum, { counts }) => sum + counts.ok + bad(counts), 0);
  const failures = seconds.reduce((sum, { counts }) => sum + bad(counts), 0);
  const threshold = coarseThreshold(
    seconds.flatMap(({ times }) => times ?? []),
    failures,
    n / 2,
  );
  return seconds.map(({ counts, times }) => ({
    count: bad(counts) + (times === undefined ? 0 : countAbove(times, threshold)),
    n: counts.ok + bad(counts),
  }));
}
