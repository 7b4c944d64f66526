import type { ComparisonDocument, GroupEnds } from '../compare/comparison.ts';
import { endOf, groupEnds, unsoundness } from '../compare/run-ends.ts';
import type { RunEnd } from '../compare/run-ends.ts';
import { readRuns } from './read-runs.ts';
import type { ReadRun } from './read-runs.ts';

/** The runs of one side of a comparison, told apart by how they ended. */
export interface ReadGroup {
  /** Whose numbers stand. */
  readonly runs: readonly ReadRun[];
  /** By the system: that they were is compared, their numbers are not. */
  readonly broken: readonly ReadRun[];
  readonly ends: GroupEnds;
  readonly leftOut: ComparisonDocument['leftOut'];
}

/** Throws a UserError (exit 2) for a path that names no run. */
export async function readGroup(paths: readonly string[]): Promise<ReadGroup> {
  const read = (await Promise.all(paths.map(readRuns))).flat();
  const leftOut = read.flatMap(({ path, report }) => {
    const reason = unsoundness(report);
    return reason === null ? [] : [{ run: path, reason }];
  });
  const ended = (end: RunEnd): ReadRun[] => read.filter(({ report }) => endOf(report) === end);
  return { runs: ended('sound'), broken: ended('broken'), ends: groupEnds(read.map(({ report }) => endOf(report))), leftOut };
}
