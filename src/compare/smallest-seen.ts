import { smallestDetectableRatio } from '../stats/detectable-difference.ts';
import type { ComparisonAim, RunGroup } from '../stats/detectable-difference.ts';
import { noncentralExceedance, studentQuantile } from '../stats/student-t.ts';
import { LEAST_TO_PREDICT } from './test-groups.ts';

/** Where the noncentral t distribution's series has no terms left, and the power is 1. */
const SURE = 37;

/** The smallest ratio > 1 that `testGroups` finds with the power asked; `null`: none, however large. */
export function smallestSeen(first: RunGroup, second: RunGroup, aim: ComparisonAim): number | null {
  const [one, many] = first.runs < second.runs ? [first, second] : [second, first];
  if (one.runs !== 1 || many.runs < LEAST_TO_PREDICT) return smallestDetectableRatio(first, second, aim);
  const df = many.runs - 1;
  const critical = studentQuantile(1 - aim.alpha / 2, df);
  const seen = (noncentrality: number): boolean => noncentrality > SURE || noncentralExceedance(critical, df, noncentrality) >= aim.power;
  let [low, high] = [0, SURE + 1];
  if (critical > SURE) return null;
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return Math.exp(high * many.logSd * Math.sqrt(1 + 1 / many.runs));
}
