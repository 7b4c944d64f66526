import { binomialAtLeast, binomialAtMost } from '../stats/binomial-tail.ts';
import { proportionInterval } from '../stats/proportion-interval.ts';
import { decideShare, isCensus } from './decide-share.ts';
import { shareLimitOf } from './share-limit.ts';
import type { ShareLimit } from './share-limit.ts';
import { DEFAULT_CONFIDENCE } from './slo-options.ts';
import type { SloExpression } from './slo-expression.ts';

const POWER = 0.9;
const MOST_SAMPLES = 2e8;
/** Far more than any limit worth the name needs: some twenty decide at half or twice the share. */
const MOST_BAD = 500;

/** Arrivals with which nine runs in ten decide. */
export interface PowerSamples {
  /** To *pass*, when the share of bad arrivals is half of what is allowed. */
  readonly atHalf: number | null;
  /** To *fail*, when it is twice that. */
  readonly atTwice: number | null;
}

/** Arrivals with which both are decided so often; `null`: no number passes at half. */
export function sureSamples({ atHalf, atTwice }: PowerSamples): number | null {
  return atHalf === null ? null : Math.max(atHalf, atTwice ?? 0);
}

/**
 * Found by the binomial's own sums, so at least this often, and from there on (power of a discrete test goes up in saw teeth, so the last
 * tooth below counts). `null` for what is no share of arrivals, or wants more bad ones rather than fewer.
 */
export function samplesForPower(expression: SloExpression, confidence: number | null = DEFAULT_CONFIDENCE): PowerSamples | null {
  const limit = shareLimitOf(expression);
  if (limit === null || confidence === null || isCensus(limit) || !limit.wantsFew) return null;
  const decide = (bad: number, n: number): boolean | null => decideShare(proportionInterval(bad, n, confidence, limit.method), limit);
  return {
    atHalf: sureToPass(decide, limit.allowedBad),
    atTwice: limit.allowedBad >= 0.5 ? null : sureToFail(decide, limit.allowedBad),
  };
}

type Decide = (bad: number, n: number) => boolean | null;

/** `k` bad ones pass from n(k) on; up to n(k + 1) power only falls. */
function sureToPass(decide: Decide, allowed: number): number | null {
  const passesFrom = (bad: number): number | null => firstWhere(bad + 1, (n) => decide(bad, n) === true);
  for (let bad = 0; bad < MOST_BAD; bad += 1) {
    const [from, next] = [passesFrom(bad), passesFrom(bad + 1)];
    if (from === null || next === null) return null;
    if (binomialAtMost(bad, next - 1, allowed / 2) >= POWER) return from;
  }
  return null;
}

/** `k` bad ones fail up to m(k); from m(k − 1) + 1 on power only rises. */
function sureToFail(decide: Decide, allowed: number): number | null {
  for (let bad = 1; bad < MOST_BAD; bad += 1) {
    const undecided = firstWhere(bad, (n) => decide(bad - 1, n) !== false);
    if (undecided === null) return null;
    if (binomialAtLeast(bad, undecided, allowed * 2) >= POWER) return undecided;
  }
  return null;
}

/** The chance of a pass with n arrivals at half of the allowed share. */
export function powerToPass(n: number, limit: ShareLimit, confidence: number): number {
  const most = lastWhere(n, (bad) => decideShare(proportionInterval(bad, n, confidence, limit.method), limit) === true);
  return binomialAtMost(most, n, limit.allowedBad / 2);
}

/** The chance of a fail with n arrivals at twice the allowed share. */
export function powerToFail(n: number, limit: ShareLimit, confidence: number): number {
  const most = lastWhere(n, (bad) => decideShare(proportionInterval(bad, n, confidence, limit.method), limit) !== false);
  return binomialAtLeast(most + 1, n, Math.min(1, limit.allowedBad * 2));
}

/** The largest count up to n for which it is so; −1: not even for none. It is so for every count below that. */
function lastWhere(n: number, isSo: (count: number) => boolean): number {
  let [yes, no] = [-1, n + 1];
  // Close to the limit on either side; far away everything is decided.
  while (no - yes > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (isSo(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

/** The smallest n from `least` on for which it is so; it is so for every larger one. */
function firstWhere(least: number, isSo: (n: number) => boolean): number | null {
  let [no, yes] = [least - 1, least];
  while (!isSo(yes)) {
    [no, yes] = [yes, yes * 2];
    if (yes > MOST_SAMPLES) return null;
  }
  while (yes - no > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (isSo(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
