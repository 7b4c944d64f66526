import { secondsWithout } from '../stats/bad-spells.ts';
import { regimeInterval } from '../stats/batch-means.ts';
import type { CountedSecond, RegimeInterval } from '../stats/batch-means.ts';
import { effectiveSeconds } from '../stats/effective-seconds.ts';
import { proportionInterval } from '../stats/proportion-interval.ts';
import type { SloRow } from '../report/report.ts';
import { decideShare, samplesToDecide } from './decide-share.ts';
import { formatMeasured } from './format-measured.ts';
import { percentileInterval, regimePercentileInterval } from './percentile-interval.ts';
import { proportionOf } from './proportion.ts';
import type { Proportion } from './proportion.ts';
import type { Sample } from './sample.ts';
import { medianSeries, shareSeries } from './second-series.ts';
import type { ShareLimit } from './share-limit.ts';
import type { SloExpression } from './slo-expression.ts';

/** What an interval says of an SLO. */
export interface Evidence extends Pick<SloRow, 'interval' | 'scope' | 'method' | 'methodName' | 'nEffective'> {
  /** `null`: the interval holds the limit, for the reason in `note`. */
  readonly holds: boolean | null;
  readonly note: string | null;
}

/** Fewer of them tell nothing of the state that they are drawn from. */
export const LEAST_EFFECTIVE_SECONDS = 20;

const FEW_SPELLS =
  'exact binomial (Clopper-Pearson) on the spells of bad seconds, at most two, in units of time as long as the longest of them may be';

/**
 * What users met in this phase of this run: binomial, since a transient is no sample of a steady state and every arrival of it counts.
 */
export function runEvidence(expression: SloExpression, sample: Sample, share: Proportion, confidence: number): Evidence {
  const { bad, dropped, n, limit } = share;
  const at = (count: number): readonly [number, number] => proportionInterval(count, n, confidence, limit.method);
  const asFailed = decideShare(at(bad + dropped), limit);
  const asOk = dropped === 0 ? asFailed : decideShare(at(bad), limit);
  const holds = asFailed === asOk ? asFailed : null;
  const isPercentile = expression.metric.kind === 'percentile';
  return {
    scope: 'run',
    method: isPercentile
      ? 'share of all offered arrivals over the limit, failures and drops above every success: exact binomial (Clopper-Pearson); interval between order statistics'
      : 'share of all offered arrivals: score interval (Wilson)',
    methodName: isPercentile ? 'Clopper-Pearson' : 'Wilson',
    interval: isPercentile ? percentileInterval(expression, sample, n, confidence, holds) : inUnit(expression, at(bad + dropped)),
    nEffective: n,
    holds,
    note:
      asFailed === asOk
        ? undecidedNote(expression, holds, bad + dropped, share, confidence)
        : `the ${dropped} dropped arrivals decide it: with them as failures it ${words(asFailed)}, with them as successes it ${words(asOk)}`,
  };
}

/**
 * What this state of the system would show another day: corrected for how much neighbouring seconds resemble each other. `null` where
 * there is nothing per second to go by.
 */
export function regimeEvidence(expression: SloExpression, sample: Sample, share: Proportion, confidence: number): Evidence | null {
  const seconds = shareSeries(expression, sample);
  if (seconds === null) return null;
  const method =
    'exact binomial on the effective sample (Korn-Graubard), by ten batch means of the per-second share, t of at most 9 degrees of freedom';
  const worth = effectiveSeconds(medianSeries(sample));
  const found = regimeInterval(seconds, confidence, worth);
  if (found === null || worth < LEAST_EFFECTIVE_SECONDS) {
    const note = `too short for how slowly this system varies: worth ${Math.floor(found === null ? 0 : worth)} independent seconds, and ${LEAST_EFFECTIVE_SECONDS} are needed`;
    return {
      scope: 'regime',
      method,
      methodName: 'Korn-Graubard',
      interval: null,
      nEffective: Math.floor(found?.nEffective ?? 0),
      holds: null,
      note,
    };
  }
  const holds = share.dropped > 0 ? null : decideShare(found.interval, share.limit);
  const isPercentile = expression.metric.kind === 'percentile';
  const undecided = share.dropped > 0 ? `${share.dropped} arrivals were dropped: what they would have met is not known` : null;
  const needs = holds === null && undecided === null ? tooFew(found, seconds, share.limit, confidence) : null;
  return {
    scope: 'regime',
    method: found.spells === null ? method : FEW_SPELLS,
    methodName: found.spells === null ? 'Korn-Graubard' : 'Clopper-Pearson',
    interval: isPercentile
      ? regimePercentileInterval(expression, sample, share.n, found, confidence, holds)
      : inUnit(expression, found.interval),
    nEffective: Math.round(found.nEffective),
    holds,
    note: undecided ?? needs,
  };
}

/** Why the limit lies inside the interval, and what would decide it. */
function tooFew({ spells, interval }: RegimeInterval, seconds: readonly CountedSecond[], limit: ShareLimit, confidence: number): string {
  if (spells === null) return 'the limit lies inside the interval: a longer phase would decide it';
  const most = formatMeasured(interval[1], 'ratio');
  if (spells > 0)
    return `only ${spells === 1 ? 'one spell' : `${spells} spells`} of bad seconds: too few to know how often they come, so up to ${most} may be bad; a longer phase would decide it`;
  const needed = limit.wantsFew ? secondsWithout(limit.allowedBad, confidence) : null;
  const more = needed === null ? '' : `; ${needed} seconds without one would decide it`;
  return `none in ${seconds.length} seconds, which such as come seldom may have missed: up to ${most} may be bad${more}`;
}

/** The whole of the evidence on a sample: the scope that decides, and the other beside it where there is enough to say. */
export function evidenceOf(
  expression: SloExpression,
  sample: Sample,
  { confidence, steady, beside }: { readonly confidence: number; readonly steady: boolean; readonly beside: boolean },
): { readonly decides: Evidence; readonly beside: Evidence | null } | null {
  const share = proportionOf(expression, sample);
  if (share === null || share.n === 0) return null;
  const run = runEvidence(expression, sample, share, confidence);
  const regime = steady || beside ? regimeEvidence(expression, sample, share, confidence) : null;
  if (steady && regime !== null) return { decides: regime, beside: run };
  return { decides: run, beside: regime?.interval === null ? null : regime };
}

/** An interval of the share of bad arrivals, in the limit's unit. */
function inUnit({ metric }: SloExpression, [low, high]: readonly [number, number]): readonly [number, number] {
  if (metric.kind === 'success_rate') return [1 - high, 1 - low];
  if (metric.kind === 'error_budget') return [low / (1 - metric.target), high / (1 - metric.target)];
  return [low, high];
}

function undecidedNote(
  expression: SloExpression,
  holds: boolean | null,
  bad: number,
  { n, limit }: Proportion,
  confidence: number,
): string | null {
  if (holds !== null) return null;
  const what = expression.metric.kind === 'percentile' ? 'over the limit' : 'failed';
  const share = formatMeasured(bad / n, 'ratio', limit.allowedBad);
  const needed = samplesToDecide(bad / n, limit, confidence);
  const more =
    needed === null ? 'no number of samples would decide it' : `at that share ${needed.toLocaleString('en-US')} samples would decide it`;
  return `too close to call: ${share} of ${n.toLocaleString('en-US')} ${what}, ${formatMeasured(limit.allowedBad, 'ratio')} allowed; ${more}`;
}

function words(holds: boolean | null): string {
  if (holds === null) return 'is too close to call';
  return holds ? 'holds' : 'does not hold';
}
