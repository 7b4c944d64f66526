import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EXIT, UserError } from '../errors/user-error.ts';
import type { Experiment } from '../manifest/experiment.ts';
import { announceSecrets } from './announce-secrets.ts';
import { formatProblems } from '../manifest/format-problems.ts';
import { parseManifest } from '../manifest/parse-manifest.ts';
import type { ManifestProblem } from '../manifest/manifest-problem.ts';
import { narrowSafety } from '../manifest/policy/narrow-safety.ts';
import { hostPolicies } from './host-policies.ts';
import { parseSetFlags } from './parse-set-flags.ts';

export interface ManifestOptions {
  readonly manifestPath: string;
  readonly set: readonly string[];
  readonly seed: number | null;
}

/** Where an experiment came from: one made of `load`'s flags may have no SLO, and then measures without judging. */
export type ExperimentSource = 'manifest' | 'flags';

export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly source: ExperimentSource;
  /** Absolute path of the manifest; the command, where there is none. */
  readonly path: string;
  /** Whose git commit is the run's. */
  readonly folder: string;
  /** Of the manifest's text; without one, of the experiment itself. */
  readonly sha256: string;
  /** The manifest as written; `null` without one. */
  readonly text: string | null;
  /** `--set path=value`. */
  readonly overrides: readonly string[];
  readonly warnings: readonly string[];
}

export type ManifestReading =
  | ({ readonly ok: true } & LoadedExperiment)
  | { readonly ok: false; readonly problems: readonly ManifestProblem[]; readonly text: string };

/** Reads and checks a manifest. Throws a UserError (exit 2) when the file cannot be read, or asks for more than a policy of
 * this machine allows; problems in it are returned. */
export async function readExperiment(options: ManifestOptions): Promise<ManifestReading> {
  const path = resolve(options.manifestPath);
  const source = await readManifestFile(options.manifestPath, path);
  const result = parseManifest(source, {
    file: options.manifestPath,
    folder: dirname(path),
    env: process.env,
    set: parseSetFlags(options.set),
    ...(options.seed === null ? {} : { seed: options.seed }),
  });
  if (!result.ok) return { ok: false, problems: result.problems, text: formatProblems(result.problems, { source }) };
  const { warnings } = result;
  announceSecrets(result.experiment);
  const experiment = narrowSafety(result.experiment, await hostPolicies(process.env));
  return {
    ok: true,
    experiment,
    source: 'manifest',
    path,
    folder: dirname(path),
    sha256: createHash('sha256').update(source).digest('hex'),
    text: source,
    overrides: options.set,
    warnings,
  };
}

/** The same for those who can do nothing with a manifest that has problems: throws one UserError (exit 2) with all of them. */
export async function loadExperiment(options: ManifestOptions): Promise<LoadedExperiment> {
  const reading = await readExperiment(options);
  if (reading.ok) return reading;
  const count = reading.problems.length;
  throw new UserError(`${options.manifestPath} has ${count === 1 ? 'a problem' : `${count} problems`}\n\n${reading.text}`, {
    exitCode: EXIT.usage,
    ...whereOf(reading.problems),
  });
}

function whereOf(problems: readonly ManifestProblem[]): { where?: string } {
  const [first] = problems;
  return first === undefined ? {} : { where: first.where };
}

async function readManifestFile(given: string, path: string): Promise<string> {
  if (given === '') {
    throw new UserError('no manifest is named: the path is empty', {
      exitCode: EXIT.usage,
      try: 'name a file, for instance experiment.yaml; is a variable of the shell not set?',
    });
  }
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : String(error);
    const why = reason === 'ENOENT' ? 'does not exist' : reason === 'EISDIR' ? 'is a folder' : `cannot be read (${String(reason)})`;
    throw new UserError(`the manifest ${given} ${why}`, {
      exitCode: EXIT.usage,
      where: path,
      try:
        reason === 'EISDIR'
          ? `name the file in it, for instance ${given.replace(/\/$/, '')}/experiment.yaml`
          : 'check the path and its permissions',
      cause: error,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`the manifest ${given} is not UTF-8 text`, {
      exitCode: EXIT.usage,
      where: path,
      try: 'save it as UTF-8, or name the file that was meant',
      cause: error,
    });
  }
}
