import { proportionInterval } from '../stats/proportion-interval.ts';
import { decideShare, isCensus } from './decide-share.ts';
import type { Proportion } from './proportion.ts';

/**
 * Whether an SLO will fail by what is known already, if all of the `left` arrivals to come did what it asks: then going on decides
 * nothing (curtailed sampling: Dodge and Romig, Bell System Technical Journal 8, 1929). One may look as often as one likes, and however
 * failures hang together: no phase is ever stopped that would not have failed. Drops are no evidence against the system.
 */
export function isBoundToFail({ bad, dropped, n, limit }: Proportion, left: number, confidence: number | null): boolean {
  const end = n + left;
  if (end <= 0) return false;
  const atBest = limit.wantsFew ? bad : bad + dropped + left;
  if (confidence !== null && !isCensus(limit))
    return decideShare(proportionInterval(atBest, end, confidence, limit.method), limit) === false;
  const over = atBest - limit.allowedBad * end;
  return limit.wantsFew ? over > 1e-9 : over < -1e-9;
}
