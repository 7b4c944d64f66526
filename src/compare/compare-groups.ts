import { holmAdjusted } from '../stats/holm.ts';
import { meanAndVariance } from '../stats/mean-and-variance.ts';
import type { ComparisonRow, ComparisonVerdict, GroupStatistics, Measure, MeasuredRun, MissingMeasure } from './comparison.ts';
import { measureKey } from './measures-of.ts';
import { planRuns } from './plan-runs.ts';
import type { RunPlanner } from './plan-runs.ts';
import { censoredIn, NOTHING, sampleOf, testPair } from './test-pair.ts';
import type { Pair, PairTest } from './test-pair.ts';

export const ALPHA = 0.05;

/**
 * Every measure that all runs of both groups have, compared by runs: times on logarithms, shares as they are, Holm over all rows. Lower
 * is better of a time, higher of a share. `plan` says what such groups could see, which takes longer than all else; `beside` are the p of
 * what is tested together with the rows.
 */
export function compareGroups(
  base: readonly MeasuredRun[],
  others: readonly MeasuredRun[],
  plan: RunPlanner = planRuns,
  beside: readonly number[] = [],
): ComparisonRow[] {
  const pairs = pairsOf(base, others);
  const tests = pairs.map(testPair);
  const known = tests.flatMap((test) => (test.p === null ? [] : [test.p]));
  const adjusted = holmAdjusted([...known, ...beside]);
  // The hardest of them is held to α ÷ m: what the planned numbers go by.
  const alpha = ALPHA / Math.max(1, pairs.length + beside.length);
  let at = 0;
  return pairs.map((pair, index) => {
    const test = tests[index] ?? NOTHING;
    const pAdjusted = test.p === null ? null : (adjusted[at++] ?? null);
    return { ...rowOf(pair, test, alpha, plan), pAdjusted, verdict: verdictOf(pair.name, test, pAdjusted) };
  });
}

/** Worse wins: one thing better does not make good another that is worse. */
export function overallVerdict(rows: readonly ComparisonRow[], ends: ComparisonVerdict = 'no-difference-shown'): ComparisonVerdict {
  const has = (verdict: ComparisonVerdict): boolean => ends === verdict || rows.some((row) => row.verdict === verdict);
  if (has('worse')) return 'worse';
  if (rows.length === 0 || has('needs-runs')) return 'needs-runs';
  return has('better') ? 'better' : 'no-difference-shown';
}

/** Measures that are in some of the runs and not in all: nobody may think that they were compared. */
export function missingMeasures(base: readonly MeasuredRun[], others: readonly MeasuredRun[]): MissingMeasure[] {
  const names = new Map<string, Measure>();
  for (const { measures } of [...base, ...others]) for (const measure of measures) names.set(measureKey(measure), measure);
  return [...names].flatMap(([key, { load, probe, phase, metric, of, unit }]): MissingMeasure[] => {
    const having = (runs: readonly MeasuredRun[]) => ({
      runs: runs.length,
      having: runs.filter(({ measures }) => measures.some((measure) => measureKey(measure) === key)).length,
    });
    const [inBase, inOthers] = [having(base), having(others)];
    const isEverywhere = inBase.having === inBase.runs && inOthers.having === inOthers.runs;
    return isEverywhere ? [] : [{ load, probe, phase, metric, of, unit, base: inBase, with: inOthers }];
  });
}

function pairsOf(base: readonly MeasuredRun[], others: readonly MeasuredRun[]): Pair[] {
  const [first] = base;
  if (first === undefined || others.length === 0) return [];
  return first.measures.flatMap((name): Pair[] => {
    const key = measureKey(name);
    const found = (run: MeasuredRun): Measure[] => run.measures.filter((measure) => measureKey(measure) === key);
    const [a, b] = [base.flatMap(found), others.flatMap(found)];
    return a.length === base.length && b.length === others.length ? [{ name, base: a, with: b }] : [];
  });
}

function rowOf(pair: Pair, test: PairTest, alpha: number, plan: RunPlanner): Omit<ComparisonRow, 'pAdjusted' | 'verdict'> {
  const { load, probe, phase, metric, of, unit } = pair.name;
  const [base, other] = [statisticsOf(pair.base, pair), statisticsOf(pair.with, pair)];
  const { change, interval, p, method, note } = test;
  return {
    load,
    probe,
    phase,
    metric,
    of,
    unit,
    base,
    with: other,
    change,
    interval,
    p,
    method,
    note,
    ...plan(unit, base, other, alpha),
  };
}

function statisticsOf(measures: readonly Measure[], pair: Pair): GroupStatistics {
  const { values, leastVariance } = sampleOf(measures, pair);
  const censored = censoredIn(measures);
  if (values.length === 0) return { runs: measures.length, mean: null, sd: null, censored };
  const { mean, variance } = meanAndVariance(values);
  const sd = values.length < 2 ? null : Math.sqrt(Math.max(variance, leastVariance));
  return { runs: measures.length, mean: pair.name.unit === 'ms' ? Math.exp(mean) : mean, sd, censored };
}

function verdictOf({ unit }: Measure, { p, direction, isContested }: PairTest, pAdjusted: number | null): ComparisonVerdict {
  if (p === null || pAdjusted === null) return 'needs-runs';
  if (pAdjusted > ALPHA || direction === 0) return 'no-difference-shown';
  if (isContested) return 'needs-runs';
  return direction > 0 === (unit === 'ms') ? 'worse' : 'better';
}
