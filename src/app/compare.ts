import { readFile } from 'node:fs/promises';
import { parseBaseline, renderBaseline } from '../compare/baseline-file.ts';
import type { BaselineFile } from '../compare/baseline-file.ts';
import { ALPHA, compareGroups, overallVerdict } from '../compare/compare-groups.ts';
import type { ComparedGroup, ComparisonDocument, ComparisonVerdict, MeasuredRun } from '../compare/comparison.ts';
import { designOf, differentExperiments, unsoundness } from '../compare/incomparable.ts';
import { POWER } from '../compare/plan-runs.ts';
import { measuresOf } from '../compare/measures-of.ts';
import { EXIT, UserError } from '../errors/user-error.ts';
import { writeAtomically } from '../run-folder/write-atomically.ts';
import { readRuns } from './read-runs.ts';
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
  const others = await soundRuns(options.with);
  const held = options.baseline === null ? null : await readBaseline(options.baseline);
  const base = held === null ? await soundRuns(options.base) : null;
  const first = base?.runs[0];
  const second = others.runs[0];
  if (second === undefined || (held === null && first === undefined)) throw nothingSound([...(base?.leftOut ?? []), ...others.leftOut]);
  refuseDifferent([...(base?.runs ?? []), ...others.runs], held === null ? null : { path: options.baseline ?? '', design: held.design });
  refuseTwice([...(base?.runs ?? []), ...others.runs]);
  const measured = held?.runs ?? (base?.runs ?? []).map(({ report }) => measuresOf(report));
  const rows = compareGroups(
    measured,
    others.runs.map(({ report }) => measuresOf(report)),
  );
  const verdict = overallVerdict(rows);
  return {
    schema: 'shakedown.comparison/v1',
    name: second.report.name,
    verdict,
    exitCode: exitCodeOf(verdict, options.failOn),
    alpha: ALPHA,
    power: POWER,
    base: group(options.baseline, measured),
    with: group(
      null,
      others.runs.map(({ report }) => report),
    ),
    leftOut: [...(base?.leftOut ?? []), ...others.leftOut],
    rows,
    warnings: warningsOf([...(base?.runs ?? []), ...others.runs]),
  };
}

/** Writes the runs named by `with` as the baseline, on purpose. Throws a UserError (exit 2) where they are none. */
export async function updateBaseline(options: CompareOptions): Promise<BaselineDocument> {
  if (options.baseline === null)
    throw new UserError('--update-baseline names no file', { exitCode: EXIT.usage, try: 'add --baseline <file>' });
  const { runs, leftOut } = await soundRuns(options.with);
  const [first] = runs;
  if (first === undefined) throw nothingSound(leftOut);
  refuseDifferent(runs, null);
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

async function soundRuns(paths: readonly string[]): Promise<{ runs: ReadRun[]; leftOut: ComparisonDocument['leftOut'] }> {
  const read = (await Promise.all(paths.map(readRuns))).flat();
  const leftOut = read.flatMap(({ path, report }) => {
    const reason = unsoundness(report);
    return reason === null ? [] : [{ run: path, reason }];
  });
  return { runs: read.filter(({ report }) => unsoundness(report) === null), leftOut };
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
  baseline: { readonly path: string; readonly design: BaselineFile['design'] } | null,
): void {
  const [first, ...rest] = runs;
  if (first === undefined) return;
  const against = baseline ?? { path: first.path, design: designOf(first.report) };
  for (const { path, report } of baseline === null ? rest : runs) {
    const why = differentExperiments(against.design, designOf(report));
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
