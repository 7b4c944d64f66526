import { readFile } from 'node:fs/promises';
import { parseBaseline, renderBaseline } from '../compare/baseline-file.ts';
import type { BaselineFile } from '../compare/baseline-file.ts';
import { ALPHA, compareGroups, missingMeasures, overallVerdict } from '../compare/compare-groups.ts';
import type { ComparedGroup, ComparisonDocument, ComparisonVerdict, GroupEnds, MeasuredRun } from '../compare/comparison.ts';
import { asFarAsItWent, designOf, differentExperiments } from '../compare/incomparable.ts';
import type { ExperimentDesign } from '../compare/incomparable.ts';
import { planRuns, POWER } from '../compare/plan-runs.ts';
import { measuresOf } from '../compare/measures-of.ts';
import { compareEnds, endsP, groupEnds } from '../compare/run-ends.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { writeAtomically } from '../run-folder/write-atomically.ts';
import { readGroup } from './read-group.ts';
import type { ReadRun } from './read-runs.ts';

export { renderComparison } from '../compare/render-comparison.ts';

export interface CompareOptions {
  /** Paths of runs. Empty with `baseline`. */
  readonly base: readonly string[];
  readonly with: readonly string[];
  /** A file that stands for the base. */
  readonly baseline: string | null;
  /** Writes `with` into that file, and compares nothing. */
  readonly updateBaseline: boolean;
  readonly failOn: 'worse' | null;
}

/** What `--update-baseline` prints under `--json`. */
export interface BaselineDocument {
  readonly schema: 'shakedown.baseline-updated/v1';
  readonly baseline: string;
  readonly name: string;
  readonly runs: number;
  readonly exitCode: typeof EXIT.pass;
}

/** Two groups of runs of one experiment. Throws a UserError (exit 2) where they cannot be compared. */
export async function compare(options: CompareOptions): Promise<ComparisonDocument> {
  const others = await readGroup(options.with);
  const held = options.baseline === null ? null : await readBaseline(options.baseline);
  const base = held === null ? await readGroup(options.base) : { runs: [], broken: [], ends: heldEnds(held), leftOut: [] };
  const telling = [...base.runs, ...others.runs, ...base.broken, ...others.broken];
  const [first] = telling;
  const leftOut = [...base.leftOut, ...others.leftOut];
  if (first === undefined || base.ends.runs === base.ends.lost || others.ends.runs === others.ends.lost) throw nothingSound(leftOut);
  const against =
    held === null ? { path: first.path, design: designOf(first.report) } : { path: options.baseline ?? '', design: held.design };
  refuseDifferent([...base.runs, ...others.runs], against);
  refuseDifferent([...base.broken, ...others.broken], against, (design) => asFarAsItWent(design, against.design));
  refuseTwice(telling);
  const measured = held?.runs ?? base.runs.map(({ report }) => measuresOf(report));
  const beside = others.runs.map(({ report }) => measuresOf(report));
  const p = endsP(base.ends, others.ends);
  const rows = compareGroups(measured, beside, planRuns, p === null ? [] : [p]);
  const ends = compareEnds(
    base.ends,
    others.ends,
    rows.flatMap((row) => row.p ?? []),
  );
  const verdict = overallVerdict(rows, ends.verdict);
  return {
    schema: 'shakedown.comparison/v1',
    name: first.report.name,
    verdict,
    exitCode: exitCodeOf(verdict, options.failOn),
    alpha: ALPHA,
    power: POWER,
    base: group(options.baseline, measured),
    with: group(null, beside),
    ends,
    leftOut,
    rows,
    notCompared: missingMeasures(measured, beside),
    warnings: warningsOf([...base.runs, ...others.runs]),
  };
}

/** Writes the runs named by `with` as the baseline, on purpose. Throws a UserError (exit 2) where they are none. */
export async function updateBaseline(options: CompareOptions): Promise<BaselineDocument> {
  if (options.baseline === null)
    throw new UserError('--update-baseline names no file', { exitCode: EXIT.usage, try: 'add --baseline <file>' });
  const { runs, leftOut } = await readGroup(options.with);
  const [first] = runs;
  if (first === undefined) throw nothingSound(leftOut);
  refuseDifferent(runs, { path: first.path, design: designOf(first.report) });
  refuseTwice(runs);
  const file: BaselineFile = {
    schema: 'shakedown.baseline/v1',
    design: designOf(first.report),
    runs: runs.map(({ report }) => measuresOf(report)),
  };
  await writeAtomically(options.baseline, renderBaseline(file)).catch((error: unknown) => {
    throw new UserError(`the baseline cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: EXIT.usage,
      where: options.baseline ?? '',
      try: 'name a file in a folder that exists',
      cause: error,
    });
  });
  const { name } = first.report;
  return { schema: 'shakedown.baseline-updated/v1', baseline: options.baseline, name, runs: runs.length, exitCode: EXIT.pass };
}

/** Asked to fail on worse, an answer that could not be had is none: exit 3, as of a run. */
function exitCodeOf(verdict: ComparisonVerdict, failOn: CompareOptions['failOn']): number {
  if (failOn === null) return EXIT.pass;
  if (verdict === 'worse') return EXIT.sloFailed;
  return verdict === 'needs-runs' ? EXIT.inconclusive : EXIT.pass;
}

/** A baseline is made of sound runs. */
function heldEnds({ runs }: BaselineFile): GroupEnds {
  return groupEnds(runs.map(() => 'sound'));
}

async function readBaseline(path: string): Promise<BaselineFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    const advice = `make it from runs that are as they should be: shakedown compare --baseline ${path} --update-baseline <run>…`;
    throw new UserError(`the baseline ${path} ${reason}`, { exitCode: EXIT.usage, where: path, try: advice, cause: error });
  });
  const parsed = parseBaseline(text);
  if (parsed.ok) return parsed.document;
  throw new UserError(`${path} is no baseline: ${parsed.message}`, {
    exitCode: EXIT.usage,
    where: path,
    try: 'make it again with --update-baseline',
  });
}

function refuseDifferent(
  runs: readonly ReadRun[],
  against: { readonly path: string; readonly design: ExperimentDesign },
  seen: (design: ExperimentDesign) => ExperimentDesign = (design) => design,
): void {
  for (const { path, report } of runs) {
    const why = differentExperiments(against.design, seen(designOf(report)));
    if (why === null) continue;
    throw new UserError(`${against.path} and ${path} are of different experiments: ${why}`, {
      exitCode: EXIT.usage,
      where: path,
      try: 'compare runs of the same experiment under the same load',
    });
  }
}

function refuseTwice(runs: readonly ReadRun[]): void {
  const seen = new Map<string, string>();
  for (const { path, report } of runs) {
    const other = seen.get(report.run);
    if (other !== undefined) {
      throw new UserError(`${path} and ${other} are the same run`, { exitCode: EXIT.usage, where: path, try: 'name each run once' });
    }
    seen.set(report.run, path);
  }
}

function nothingSound(leftOut: ComparisonDocument['leftOut']): UserError {
  const why = leftOut.map(({ run, reason }) => `${run}: ${reason}`).join('\n');
  return new UserError(`no run is left to compare${why === '' ? '' : `\n${why}`}`, {
    exitCode: EXIT.usage,
    try: 'name runs that came to their end',
  });
}

function warningsOf(runs: readonly ReadRun[]): string[] {
  const manifests = new Set(runs.map(({ report }) => report.manifestSha256));
  return manifests.size > 1
    ? ['the runs’ manifests differ in their text, though the experiments are alike in name, phases, load and faults']
    : [];
}

function group(baseline: string | null, runs: readonly Pick<MeasuredRun, 'run' | 'startedAt'>[]): ComparedGroup {
  return { baseline, runs: runs.map(({ run, startedAt }) => ({ run, startedAt })) };
}
