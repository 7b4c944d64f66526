import type { Experiment } from './experiment.ts';
import { buildExperiment } from './build-experiment.ts';
import { collectSecrets } from './collect-secrets.ts';
import type { ManifestProblem } from './manifest-problem.ts';
import { ProblemList, type DraftProblem } from './problems/problem-list.ts';
import { reportSchemaIssues } from './problems/report-schema-issues.ts';
import { checkReferences } from './references/check-references.ts';
import { manifestSchema } from './schema/manifest-schema.ts';
import { redact } from './secret-names.ts';
import { applyOverride, type Override } from './source/apply-override.ts';
import { readSourceTree } from './source/read-source-tree.ts';
import { retype } from './source/retype.ts';
import { substitute } from './source/substitute.ts';
import { toValue } from './source/to-value.ts';

export interface ParseOptions {
  /** As messages should name it. */
  readonly file: string;
  /** Absolute; relative `cwd`s start here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In order; a later one wins. */
  readonly set: readonly Override[];
  /** Wins over `random.seed`. */
  readonly seed?: number;
}

export type ManifestResult =
  | { readonly ok: true; readonly experiment: Experiment; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

/**
 * Reads a manifest: YAML → overrides → substitution → schema and references → experiment. Reports every problem that it finds, in
 * the order of the file; never throws, whatever the text.
 */
export function parseManifest(source: string, options: ParseOptions): ManifestResult {
  const problems = new ProblemList();
  const read = readSourceTree(source, problems);
  if (read === null) return { ok: false, problems: problems.sorted().map((draft) => finish(draft, options.file, [])) };

  const scope = { env: options.env, problems, secrets: new Set<string>(), usedVars: new Set<string>() };
  const overridden = options.set.reduce((tree, override) => applyOverride(tree, override, problems), read);
  const substituted = substitute(overridden, scope);
  const secrets = collectSecrets(substituted, scope.secrets);

  const first = manifestSchema.safeParse(toValue(substituted));
  const root = first.success ? substituted : retype(substituted, first.error.issues);
  const parsed = root === substituted ? first : manifestSchema.safeParse(toValue(root));
  if (!parsed.success) reportSchemaIssues(root, parsed.error.issues, problems);
  if (root.kind === 'map') checkReferences(root, problems);
  if (!parsed.success || !problems.isEmpty) {
    return { ok: false, problems: problems.sorted().map((draft) => finish(draft, options.file, secrets)) };
  }
  const experiment = buildExperiment(parsed.data, { folder: options.folder, root, seed: options.seed ?? null, secrets });
  const unused = Object.keys(parsed.data.vars).filter((name) => !scope.usedVars.has(name));
  return { ok: true, experiment, warnings: unused.map((name) => `nothing uses the variable \`${name}\``) };
}

function finish({ place, message, suggestion }: DraftProblem, file: string, secrets: readonly string[]): ManifestProblem {
  const { line, column, length, override } = place;
  const flag = override === null ? null : redact(override, secrets);
  return {
    file,
    line,
    column,
    length,
    flag,
    where: flag ?? `${file}:${line}:${column}`,
    message: redact(message, secrets),
    suggestion: suggestion === null ? null : redact(suggestion, secrets),
  };
}
