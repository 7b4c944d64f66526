import { compareGroups } from '../../../src/compare/compare-groups.ts';
import type { ComparisonRow, MeasuredRun } from '../../../src/compare/comparison.ts';
import type { Random } from '../../../src/random/create-random.ts';
import { sample, shuffle } from '../../../src/random/sample.ts';
import { simulateRuns } from './simulated-runs.ts';
import type { SimulatedSystem } from './simulated-runs.ts';

/** Share of pairs of groups of one and the same system in which any row shows a difference. */
export function falseFindings(random: Random, pairs: number, runs: number, system: SimulatedSystem): number {
  return share(pairs, () => shows(tested(simulateRuns(random, runs, system), simulateRuns(random, runs, system))));
}

/** Share of pairs in which `metric`'s row in the first phase shows the slowdown. */
export function trueFindings(
  random: Random,
  pairs: number,
  runs: number,
  system: SimulatedSystem,
  slowdown: number,
  metric: string,
): number {
  return share(pairs, () => found(tested(simulateRuns(random, runs, system), simulateRuns(random, runs, system, slowdown)), metric));
}

/** Disjoint groups of `runs` each out of the same real runs: share of splits in which any row shows a difference. */
export function falseFindingsInSplits(random: Random, splits: number, runs: number, all: readonly MeasuredRun[]): number {
  return share(splits, () => {
    const mixed = shuffle(random, all);
    return shows(tested(mixed.slice(0, runs), mixed.slice(runs, 2 * runs)));
  });
}

/** `runs` of each, drawn without replacement: share of draws in which `metric`'s row is worse. */
export function trueFindingsInDraws(
  random: Random,
  draws: number,
  runs: number,
  same: readonly MeasuredRun[],
  slower: readonly MeasuredRun[],
  metric: string,
): number {
  return share(draws, () => found(tested(sample(random, same, runs), sample(random, slower, runs)), metric));
}

/** The verdicts alone. */
function tested(base: readonly MeasuredRun[], others: readonly MeasuredRun[]): ComparisonRow[] {
  return compareGroups(base, others, () => ({ smallestDetectable: null, runsNeeded: null }));
}

function shows(rows: readonly ComparisonRow[]): boolean {
  return rows.some(({ verdict }) => verdict === 'worse' || verdict === 'better');
}

function found(rows: readonly ComparisonRow[], metric: string): boolean {
  return rows.find((row) => row.metric === metric)?.verdict === 'worse';
}

function share(times: number, trial: () => boolean): number {
  let hits = 0;
  for (let time = 0; time < times; time += 1) if (trial()) hits += 1;
  return hits / times;
}
