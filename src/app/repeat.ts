import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import { makeFolder } from '../file-system/make-folder.ts';
import { deriveSeed } from '../random/derive-seed.ts';
import { endsSeries, poolSlos, repeatedRun, seriesExit, seriesVerdict } from '../repeat/pool-runs.ts';
import type { RepeatDocument } from '../repeat/repeat-document.ts';
import type { Report } from '../report/report.ts';
import { folderName } from '../run-folder/folder-name.ts';
import { writeAtomically } from '../run-folder/write-atomically.ts';
import { conductRun } from './conduct-run.ts';
import { drawSeed } from './draw-seed.ts';
import { loadExperiment } from './load-experiment.ts';
import type { RunOptions } from './run.ts';

export { renderRepeat } from '../repeat/render-repeat.ts';

export interface RepeatOptions extends RunOptions {
  /** Fixed beforehand: no verdict makes it more, and only what must not go on makes it less. */
  readonly times: number;
  /** Told before each run. */
  readonly onRun: (number: number, of: number) => void;
}

/**
 * Runs a manifest so many times, one after another, each with a seed of its own derived from the experiment's, and pools them. A series
 * ends early when it was interrupted, something is not undone, or it cannot go on (70, 2). Throws a UserError (exit 2) before anything was touched.
 */
export async function repeat(options: RepeatOptions): Promise<RepeatDocument> {
  const loaded = await loadExperiment(options);
  const { name } = loaded.experiment;
  const seed = loaded.experiment.seed ?? drawSeed();
  const folder = await seriesFolder(options.reportDir, name, seed);
  const reports: Report[] = [];
  for (let number = 1; number <= options.times; number += 1) {
    options.onRun(number, options.times);
    const experiment = { ...loaded.experiment, seed: deriveSeed(seed, `repeat/${number}`) };
    const report = await conductRun({ ...loaded, experiment }, { ...options, reportDir: folder });
    reports.push(report);
    if (endsSeries(report.exitCode)) break;
  }
  const document: RepeatDocument = {
    schema: 'shakedown.repeat/v1',
    name,
    times: options.times,
    verdict: seriesVerdict(reports),
    exitCode: seriesExit(reports.map(({ exitCode }) => exitCode)),
    folder,
    seed,
    runs: reports.map(repeatedRun),
    slos: poolSlos(reports),
  };
  await writeAtomically(join(folder, 'repeat.json'), `${JSON.stringify(document, null, 2)}\n`);
  return document;
}

async function seriesFolder(reportDir: string, name: string, seed: number): Promise<string> {
  const path = resolve(reportDir, folderName(name, new Date(), `series-${seed}`));
  await makeFolder(path).catch((error: unknown) => {
    throw new UserError(`the series has no folder to write to: ${error instanceof Error ? error.message : String(error)}`, {
      exitCode: EXIT.usage,
      where: path,
      try: 'fix the permissions, or name another folder with --report-dir',
      cause: error,
    });
  });
  return path;
}
