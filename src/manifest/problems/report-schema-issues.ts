import type { IssueParams } from '../../units/quantity-schema.ts';
import { manifestJsonSchema, type JsonSchema } from '../manifest-json-schema.ts';
import { findNearest, findNode } from '../source/find-node.ts';
import { textOf, type SourceNode, type SourcePath } from '../source/source-node.ts';
import { toValue } from '../source/to-value.ts';
import { chooseBranch, type Issue } from './choose-branch.ts';
import { didYouMean, didYouMeanOrOneOf, oneOf } from './did-you-mean.ts';
import { keyPlace, missingPlace, spanWithin } from './issue-places.ts';
import { knownKeys } from './known-keys.ts';
import type { ProblemList } from './problem-list.ts';
import { adviceOnType, expectation, labelOf } from './words.ts';

/** Says in our words, at the right place, what Zod found. */
export function reportSchemaIssues(root: SourceNode, issues: readonly Issue[], problems: ProblemList): void {
  const reporter = new IssueReporter(root, problems);
  for (const issue of issues) reporter.report(issue, []);
}

class IssueReporter {
  readonly #root: SourceNode;
  readonly #problems: ProblemList;
  /** Made when an unknown key turns up. */
  #schema: JsonSchema | null = null;

  constructor(root: SourceNode, problems: ProblemList) {
    this.#root = root;
    this.#problems = problems;
  }

  report(issue: Issue, prefix: SourcePath): void {
    const path = [...prefix, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
    const node = findNode(this.#root, path);
    if (issue.code === 'unrecognized_keys') return this.#unknownKeys(path, issue.keys);
    if (node === null) return this.#missing(path, issue);
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      for (const inner of chooseBranch(issue.errors)) this.report(inner, path);
      return;
    }
    if (node.kind === 'scalar' && node.value === null) return this.#empty(path, issue);
    this.#wrong(path, node, issue);
  }

  #wrong(path: SourcePath, node: SourceNode, issue: Issue): void {
    const add = (message: string, suggestion: string | null = null): void => this.#problems.add(node.place, message, suggestion);
    switch (issue.code) {
      case 'invalid_union':
        return this.#choice(path, node, 'options' in issue && Array.isArray(issue.options) ? issue.options : []);
      case 'invalid_value':
        return this.#choice(path, node, issue.values);
      case 'invalid_type':
        return add(`${labelOf(path)} should be ${expectation(issue.expected)}`, adviceOnType(node, issue.expected));
      case 'too_small':
        return add(ownWords(issue) ?? `${labelOf(path)} must be at least ${String(issue.minimum)}`);
      case 'too_big':
        return add(ownWords(issue) ?? `${labelOf(path)} must be at most ${String(issue.maximum)}`);
      case 'invalid_key':
        return this.#problems.add(keyPlace(this.#root, path) ?? node.place, issue.issues[0]?.message ?? issue.message);
      case 'custom': {
        const { suggestion = null, span }: Partial<IssueParams> = issue.params ?? {};
        return this.#problems.add(spanWithin(node, span), issue.message, suggestion);
      }
      default:
        return add(issue.message);
    }
  }

  #choice(path: SourcePath, node: SourceNode, options: readonly unknown[]): void {
    const choices = options.map(String);
    if (node.kind !== 'scalar') return this.#problems.add(node.place, `${labelOf(path)} should be ${oneOf(choices)}`);
    const given = textOf(node);
    this.#problems.add(node.place, `\`${given}\` is not a value of ${labelOf(path)}`, didYouMeanOrOneOf(given, choices));
  }

  /** A block that is wrong as a whole has said so already. */
  #missing(path: SourcePath, issue: Issue): void {
    if (findNearest(this.#root, path).kind === 'scalar') return;
    this.#problems.add(missingPlace(this.#root, path), `${labelOf(path)} is missing`, adviceOnMissing(issue));
  }

  #empty(path: SourcePath, issue: Issue): void {
    const place = keyPlace(this.#root, path) ?? missingPlace(this.#root, path);
    this.#problems.add(place, `${labelOf(path)} is empty`, adviceOnMissing(issue));
  }

  #unknownKeys(path: SourcePath, keys: readonly string[]): void {
    this.#schema ??= manifestJsonSchema();
    const known = knownKeys(this.#schema, toValue(this.#root), path);
    const all = known.length === 0 ? 'it takes none' : `it takes ${known.map((one) => `\`${one}\``).join(', ')}`;
    for (const key of keys) {
      const place = keyPlace(this.#root, [...path, key]) ?? findNearest(this.#root, path).place;
      this.#problems.add(place, `${labelOf(path)} has no key \`${key}\``, didYouMean(key, known) ?? all);
    }
  }
}

function adviceOnMissing(issue: Issue): string | null {
  if (issue.code === 'invalid_value') return `use ${oneOf(issue.values.map(String))}`;
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `use ${oneOf(issue.options.map(String))}`;
  if (issue.code === 'invalid_type') return `it should be ${expectation(issue.expected)}`;
  return issue.code === 'custom' ? issue.message : null;
}

/** Where the schema has words of its own, those are better than ours. */
function ownWords(issue: Issue): string | null {
  return /^(?:Too|Invalid)/u.test(issue.message) ? null : issue.message;
}
