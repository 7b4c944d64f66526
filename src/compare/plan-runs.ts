import { runsNeeded } from '../stats/detectable-difference.ts';
import type { ComparisonRow, GroupStatistics } from './comparison.ts';
import { smallestSeen } from './smallest-seen.ts';

export const POWER = 0.9;

/** The changes that `runsNeeded` is for: +10 % of a time, one percentage point of a share. */
const AIM_RATIO = 1.1;
const AIM_POINTS = 0.01;

/** What groups of such a spread could see, and how many runs it takes, each row held to `alpha`. */
export type RunPlanner = (
  unit: ComparisonRow['unit'],
  base: GroupStatistics,
  other: GroupStatistics,
  alpha: number,
) => Pick<ComparisonRow, 'smallestDetectable' | 'runsNeeded'>;

/** By the power of Welch's test (see stats/detectable-difference.ts); a side of one run is taken to spread as the other does. */
export const planRuns: RunPlanner = (unit, base, other, alpha) => {
  const spreads = [base, other].flatMap(({ runs, sd }) => (sd === null ? [] : [{ weight: runs - 1, variance: sd ** 2 }]));
  const weight = spreads.reduce((sum, spread) => sum + spread.weight, 0);
  if (weight === 0) return { smallestDetectable: null, runsNeeded: null };
  const pooled = Math.sqrt(spreads.reduce((sum, spread) => sum + spread.weight * spread.variance, 0) / weight);
  const aim = { alpha, power: POWER };
  const group = ({ runs, sd }: GroupStatistics) => ({ runs, logSd: sd ?? pooled });
  const smallest = smallestSeen(group(base), group(other), aim);
  return {
    smallestDetectable: smallest === null ? null : unit === 'ms' ? smallest - 1 : Math.log(smallest),
    runsNeeded: runsNeeded(unit === 'ms' ? AIM_RATIO : Math.exp(AIM_POINTS), pooled, aim),
  };
};
