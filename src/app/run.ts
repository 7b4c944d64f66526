import type { Report } from '../report/report.ts';
import { conductRun } from './conduct-run.ts';
import type { ConductOptions } from './conduct-run.ts';
import { loadExperiment } from './load-experiment.ts';
import type { ManifestOptions } from './load-experiment.ts';

export interface RunOptions extends ManifestOptions, ConductOptions {}

/** Runs a manifest from its text to its verdict. Rejects with a UserError (exit 2) for a manifest that has problems. */
export async function run(options: RunOptions): Promise<Report> {
  return conductRun(await loadExperiment(options), options);
}
