import type { z } from 'zod';
import type { IssueParams } from '../../units/quantity-schema.ts';
import { manifestJsonSchema } from '../manifest-json-schema.ts';
import { findEntry, findNearest, findNode } from '../source/find-node.ts';
import type { SourceNode, SourcePath, SourcePlace } from '../source/source-node.ts';
import { toValue } from '../source/to-value.ts';
import { chooseBranch, type Issue } from './choose-branch.ts';
import { didYouMean, didYouMeanOrOneOf, oneOf } from './did-you-mean.ts';
import { knownKeys } from './known-keys.ts';
import type { ProblemList } from './problem-list.ts';
import { expectation, pathText } from './words.ts';

/** Says in our words, at the right place, what Zod found. */
export function reportSchemaIssues(root: SourceNode, issues: readonly Issue[], problems: ProblemList): void {
  for (const issue of issues) reportIssue(root, issue, [], problems);
}

function reportIssue(root: SourceNode, issue: Issue, prefix: SourcePath, problems: ProblemList): void {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const node = findNode(root, path);
  if (issue.code === 'unrecognized_keys') return reportUnknownKeys(root, path, issue.keys, problems);
  if (node === null) return reportMissing(root, path, problems);
  const place = node.place;

  switch (issue.code) {
    case 'invalid_union': {
      if ('options' in issue && Array.isArray(issue.options)) return reportChoice(root, path, issue.options, problems);
      const branch = chooseBranch(issue.errors);
      if (branch === null) return problems.add(place, `\`${pathText(path)}\` is none of the forms that it can have`);
      for (const inner of branch) reportIssue(root, inner, path, problems);
      return;
    }
    case 'invalid_value':
      return reportChoice(root, path, issue.values, problems);
    case 'invalid_type':
      if (isNull(node))
        return problems.add(keyPlace(root, path) ?? place, `\`${pathText(path)}\` is empty`, `it should be ${expectation(issue.expected)}`);
      return problems.add(place, `\`${pathText(path)}\` should be ${expectation(issue.expected)}`, adviceOnType(node, issue.expected));
    case 'too_small':
      return problems.add(place, ourMessage(issue) ?? `\`${pathText(path)}\` must be at least ${String(issue.minimum)}`);
    case 'too_big':
      return problems.add(place, ourMessage(issue) ?? `\`${pathText(path)}\` must be at most ${String(issue.maximum)}`);
    case 'invalid_key':
      return problems.add(keyPlace(root, path) ?? place, issue.issues[0]?.message ?? issue.message);
    case 'custom':
      return reportCustom(root, path, node, issue, problems);
    default:
      return problems.add(place, issue.message);
  }
}

function reportCustom(root: SourceNode, path: SourcePath, node: SourceNode, issue: z.core.$ZodIssueCustom, problems: ProblemList): void {
  const params: Partial<IssueParams> = issue.params ?? {};
  const suggestion = params.suggestion ?? null;
  if (isNull(node)) return problems.add(keyPlace(root, path) ?? node.place, `\`${pathText(path)}\` is empty`, issue.message);
  problems.add(spanWithin(node, params.span), issue.message, suggestion);
}

/** The exact columns of a part of a scalar, where source and value agree; else the whole scalar. */
function spanWithin(node: SourceNode, span: IssueParams['span']): SourcePlace {
  if (span === undefined || node.kind !== 'scalar' || node.textColumn === null || node.place.override !== null) return node.place;
  return { ...node.place, column: node.textColumn + span.offset, length: Math.max(1, span.length) };
}

function reportUnknownKeys(root: SourceNode, path: SourcePath, keys: readonly string[], problems: ProblemList): void {
  const node = findNearest(root, path);
  const known = knownKeys(manifestJsonSchema(), toValue(root), path);
  for (const key of keys) {
    const entry = findEntry(root, [...path, key]);
    const where = path.length === 0 ? 'a manifest' : `\`${pathText(path)}\``;
    const place = entry?.value.place.override == null ? (entry?.keyPlace ?? node.place) : entry.value.place;
    problems.add(
      place,
      `${where} has no key \`${key}\``,
      didYouMean(key, known) ?? (known.length === 0 ? 'it takes none' : `it takes ${known.map((one) => `\`${one}\``).join(', ')}`),
    );
  }
}

/** At the map that lacks it. A block that is missing altogether is said once, by its topmost part. */
function reportMissing(root: SourceNode, path: SourcePath, problems: ProblemList): void {
  const parent = findNearest(root, path);
  if (parent.kind === 'scalar') return;
  problems.add(headOf(root, path, parent), `\`${pathText(path)}\` is missing`);
}

/** A map's place is its first line only; naming its key reads better. */
function headOf(root: SourceNode, path: SourcePath, parent: SourceNode): SourcePlace {
  const place = keyPlace(root, path.slice(0, -1)) ?? parent.place;
  return { ...place, length: Math.min(place.length, 40) };
}

function keyPlace(root: SourceNode, path: SourcePath): SourcePlace | null {
  const entry = path.length === 0 ? null : findEntry(root, path);
  return entry === null ? null : entry.value.place.override === null ? entry.keyPlace : entry.value.place;
}

function reportChoice(root: SourceNode, path: SourcePath, options: readonly unknown[], problems: ProblemList): void {
  const node = findNode(root, path);
  const choices = options.map(String);
  if (node === null)
    return problems.add(headOf(root, path, findNearest(root, path)), `\`${pathText(path)}\` is missing`, `use ${oneOf(choices)}`);
  const given = node.kind === 'scalar' ? String(node.value) : null;
  if (given === null || isNull(node)) return problems.add(node.place, `\`${pathText(path)}\` should be ${oneOf(choices)}`);
  problems.add(node.place, `\`${given}\` is not a value of \`${pathText(path)}\``, didYouMeanOrOneOf(given, choices));
}

function adviceOnType(node: SourceNode, expected: string): string | null {
  if (node.kind === 'scalar' && expected === 'string') return `put quotes around it: \`"${String(node.value)}"\``;
  if (expected === 'array' && node.kind !== 'list') return 'begin each entry with `- `';
  if (node.kind === 'scalar' && node.quoted && (expected === 'int' || expected === 'number' || expected === 'boolean'))
    return 'take the quotes away';
  return null;
}

/** Zod's own words begin with "Too small" and the like; where the schema gave its own, those are better. */
function ourMessage(issue: Issue): string | null {
  return /^(Too|Invalid)/u.test(issue.message) ? null : issue.message;
}

function isNull(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
