import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface LintFinding {
  /** Empty for findings of no rule, such as an unused directive. */
  readonly rule: string;
  /** Relative to the folder that was linted. */
  readonly file: string;
  readonly line: number;
}

interface OxlintOutput {
  readonly number_of_files: number;
  readonly diagnostics: readonly { code?: string; filename: string; labels: readonly { span: { line: number } }[] }[];
}

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the linter in `folder` with a configuration file of that folder; exit code 1 (findings) is a result like any other. */
export async function runOxlint(folder: string, config: string): Promise<{ findings: LintFinding[]; files: number }> {
  const oxlint = fileURLToPath(new URL('../../../node_modules/oxlint/bin/oxlint', import.meta.url));
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [oxlint, '--config', config, '--format', 'json'], { cwd: folder, maxBuffer: 2 ** 26 }, (error, out, err) => {
      if (out === '') reject(new Error(`oxlint printed nothing: ${err}`, { cause: error }));
      else resolve(out);
    });
  });
  const output: OxlintOutput = JSON.parse(stdout);
  const findings = output.diagnostics.map(({ code, filename, labels }) => ({
    rule: (code ?? '').replace(/^\w+\((.*)\)$/, '$1'),
    file: filename,
    line: labels[0]?.span.line ?? 0,
  }));
  return { findings, files: output.number_of_files };
}
