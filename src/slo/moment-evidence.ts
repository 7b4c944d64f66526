import { effectiveSeconds } from '../stats/effective-seconds.ts';
import { jackknifeInterval } from '../stats/jackknife.ts';
import { deviationError, deviationInterval, meanError, meanInterval } from '../stats/mean-interval.ts';
import { momentsOf } from '../stats/moments.ts';
import type { Moments } from '../stats/moments.ts';
import { MOST_TAIL_SHARE, tailShare } from '../stats/tail-share.ts';
import { withUnseenTail } from '../stats/unseen-tail.ts';
import { compare } from './compare.ts';
import { LEAST_EFFECTIVE_SECONDS } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import { answeredTimes } from './measure-latency.ts';
import type { Sample } from './sample.ts';
import { momentOf } from './moment-metric.ts';
import type { MomentMetric } from './moment-metric.ts';
import { medianSeries } from './second-series.ts';
import type { LatencyMetric, SloExpression } from './slo-expression.ts';

/** In ms; without an upper end where the rarest times, which make a regime's deviation, are too few to be known. */
type MomentInterval = readonly [low: number, high: number | null];

/** In ms, scope `run`: of the answered requests as independent ones, no correction for dependence. `null` with fewer than five. */
export function momentInterval({ kind, of }: MomentMetric, sample: Sample, confidence: number): MomentInterval | null {
  const answered = answeredTimes(of, sample);
  const moments = momentsIn(of, sample);
  if (answered === null || moments === null) return null;
  const [low, high] = kind === 'mean' ? meanInterval(moments, confidence) : deviationInterval(moments, confidence);
  const isKnown = kind === 'mean' || largestShare(answered.maxUs, moments) <= MOST_TAIL_SHARE;
  const mostUs = Math.max(sample.timeoutMs * 1000, answered.maxUs);
  return [Math.max(0, low / 1000), (isKnown ? high : withUnseenTail(high, moments.n, mostUs, confidence)) / 1000];
}

/** Of the sum of fourth powers about the mean: what the largest time alone makes. */
function largestShare(maxUs: number, { n, mean, variance, kurtosis }: Moments): number {
  return variance === 0 ? 0 : (maxUs - mean) ** 4 / (n * kurtosis * variance ** 2);
}

/** The whole of the evidence on a mean or a standard deviation: the scope that decides, and the other beside it. */
export function momentEvidence(
  expression: SloExpression,
  sample: Sample,
  { confidence, steady, beside }: { readonly confidence: number; readonly steady: boolean; readonly beside: boolean },
): { readonly decides: Evidence; readonly beside: Evidence | null } | null {
  const moment = momentOf(expression);
  const moments = moment === null ? null : momentsIn(moment.of, sample);
  const interval = moment === null ? null : momentInterval(moment, sample, confidence);
  if (moment === null || moments === null || interval === null) return null;
  const holds = side(expression, interval);
  const run: Evidence = {
    scope: 'run',
    method: METHODS[moment.kind],
    methodName: moment.kind === 'mean' ? 'Hall' : 'Bonett',
    interval,
    nEffective: moments.n,
    holds,
    note: holds === null ? undecidedNote(expression, moment, moments, interval) : null,
  };
  const regime = steady || beside ? regimeEvidence(expression, moment, moments, sample, confidence) : null;
  if (steady && regime !== null) return { decides: regime, beside: run };
  return { decides: run, beside: regime?.interval === null ? null : regime };
}

const METHODS = {
  mean: 'mean over answered requests: t interval, its skewness removed by transformation (Hall)',
  stddev:
    'standard deviation over answered requests: normal interval of the logarithm of the variance, by the kurtosis (Bonett); where one time makes a tenth of the fourth moment, its upper end allows for times up to the timeout that were too rare to be seen',
} as const;

/** Response times only: service times do not come second by second. */
function regimeEvidence(
  expression: SloExpression,
  { kind, of }: MomentMetric,
  moments: Moments,
  sample: Sample,
  confidence: number,
): Evidence | null {
  if (of !== 'response_time' || sample.seconds === null) return null;
  const method = `${kind === 'mean' ? 'mean' : 'logarithm of the standard deviation'} over answered requests, each of ten batches of seconds left out in turn (jackknife), t of 9 degrees of freedom`;
  const worth = effectiveSeconds(medianSeries(sample));
  const seconds = sample.seconds.map(({ counts }) => ({
    n: counts.answered,
    sums: kind === 'mean' ? [counts.answeredSumUs] : counts.answeredPowers,
  }));
  const leastError = kind === 'mean' ? meanError(moments) : deviationError(moments);
  const found = jackknifeInterval(seconds, kind === 'mean' ? mean : logDeviation, confidence, leastError);
  const nEffective = found === null ? 0 : moments.n * (found.standardError === 0 ? 1 : (leastError / found.standardError) ** 2);
  if (found === null || worth < LEAST_EFFECTIVE_SECONDS) {
    const note = `too short for how slowly this system varies: worth ${Math.floor(found === null ? 0 : worth)} independent seconds, and ${LEAST_EFFECTIVE_SECONDS} are needed`;
    return { scope: 'regime', method, methodName: 'jackknife', interval: null, nEffective: Math.floor(nEffective), holds: null, note };
  }
  const inMs = (end: number): number => (kind === 'mean' ? Math.max(0, end) : Math.exp(end)) / 1000;
  const isKnown = kind === 'mean' || tailShare(seconds) <= MOST_TAIL_SHARE;
  const interval: MomentInterval = [inMs(found.interval[0]), isKnown ? inMs(found.interval[1]) : null];
  const holds = side(expression, interval);
  const note = holds !== null ? null : isKnown ? 'the limit lies inside the interval: a longer phase would decide it' : TAIL_NOTE;
  return { scope: 'regime', method, methodName: 'jackknife', interval, nEffective: Math.round(nEffective), holds, note };
}

/** An interval shrinks as the root of n. */
function undecidedNote({ limit }: SloExpression, { kind }: MomentMetric, moments: Moments, [low, high]: MomentInterval): string {
  const value = (kind === 'mean' ? moments.mean : Math.sqrt(moments.variance)) / 1000;
  const needed = Math.ceil(moments.n * ((limit.value > value ? (high ?? Infinity) - value : value - low) / (limit.value - value)) ** 2);
  const more = Number.isSafeInteger(needed)
    ? `with a spread like this some ${Math.max(needed, moments.n + 1).toLocaleString('en-US')} answered requests would decide it`
    : 'no number of samples would decide it';
  return `too close to call: the limit lies inside the interval; ${more}`;
}

const TAIL_NOTE =
  'how large the deviation may be another day is not known: one second makes more than a tenth of its fourth moment, and rarer ones may be slower still; hold times with such a tail to a limit by a percentile';

/** Both ends on one side of the limit, or neither. */
function side({ comparison, limit }: SloExpression, [low, high]: MomentInterval): boolean | null {
  const [atLow, atHigh] = [compare(low, comparison, limit.value), compare(high ?? Infinity, comparison, limit.value)];
  return atLow === atHigh ? atLow : null;
}

/** Of answered requests, in µs; their mean is exact, their spread to the histogram's bucket. */
function momentsIn(of: LatencyMetric, sample: Sample): Moments | null {
  const answered = answeredTimes(of, sample);
  if (answered === null || answered.count < 5) return null;
  return { ...momentsOf(answered.count, answered.powers), mean: answered.sumUs / answered.count };
}

function mean(n: number, [sum = 0]: readonly number[]): number {
  return sum / n;
}

function logDeviation(n: number, sums: readonly number[]): number {
  return Math.log(momentsOf(n, sums).variance) / 2;
}
