import { EXIT, UserError } from '../errors/user-error.ts';
import { planRun } from '../plan/plan-run.ts';
import { lookWithoutEngine } from './look-without-engine.ts';
import { printable } from '../report/words/printable.ts';
import { readExperiment } from './load-experiment.ts';
import type { ManifestOptions } from './load-experiment.ts';

export interface ValidationDocument {
  readonly schema: 'shakedown.validation/v1';
  readonly exitCode: 0 | 2;
  readonly files: readonly FileValidation[];
}

interface FileValidation {
  readonly file: string;
  readonly valid: boolean;
  readonly problems: readonly { readonly where: string; readonly message: string; readonly try: string | null }[];
  readonly warnings: readonly string[];
}

/** Checks every file and reports on all of them; a file that cannot be read is a problem of that file, not the end. */
export async function validate(options: {
  readonly manifestPaths: readonly string[];
  readonly set: readonly string[];
  readonly seed: number | null;
}): Promise<{ document: ValidationDocument; text: string }> {
  const files: FileValidation[] = [];
  const texts: string[] = [];
  for (const manifestPath of options.manifestPaths) {
    const { file, text } = await validateOne({ ...options, manifestPath });
    files.push(file);
    texts.push(text);
  }
  const exitCode = files.every((file) => file.valid) ? EXIT.pass : EXIT.usage;
  return { document: { schema: 'shakedown.validation/v1', exitCode, files }, text: texts.join('\n') };
}

async function validateOne(options: ManifestOptions): Promise<{ file: FileValidation; text: string }> {
  const name = options.manifestPath;
  try {
    const reading = await readExperiment(options);
    if (!reading.ok) {
      const problems = reading.problems.map((problem) => ({
        where: problem.where,
        message: problem.message,
        try: problem.suggestion,
      }));
      return { file: { file: name, valid: false, problems, warnings: [] }, text: printable(reading.text) };
    }
    const { experiment } = reading;
    const sight = await lookWithoutEngine(experiment);
    // A seed only draws targets here: whether the plan can be made does not depend on which.
    const planned = planRun(experiment, { seed: experiment.seed ?? 0, inventory: sight?.inventory ?? null });
    // Of what is only supposed, how many there are and what they share is anybody's guess.
    const warnings = sight?.isKnown === false ? [] : planned.warnings;
    const all = [...new Set([...reading.warnings, ...warnings])];
    const looked = sight?.isKnown === false ? ' (whether its containers are there, `plan` tells)' : '';
    const text = [`${name}: valid${looked}`, ...all.map((warning) => `  warning: ${warning}`)].join('\n');
    return { file: { file: name, valid: true, problems: [], warnings: all }, text: printable(text) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problem = { where: error.where ?? name, message: error.message, try: error.try };
    const text = [`${name}: ${error.message}`, ...(error.try === null ? [] : [`  try: ${error.try}`])].join('\n');
    return { file: { file: name, valid: false, problems: [problem], warnings: [] }, text: printable(text) };
  }
}
