import { parseJsonPath } from '../../load/scenario/json-path.ts';
import { parseDuration } from '../../units/duration.ts';
import { findNode, walk } from '../source/find-node.ts';
import { isText, type SourceNode, type SourcePath } from '../source/source-node.ts';
import type { Checker } from './checker.ts';

/** What checks and extractions look for can be looked for; what a user thinks takes time in the right order. */
export function checkAnswerParts(check: Checker, path: SourcePath, item: SourceNode): void {
  for (const key of ['checks', 'extract']) {
    const part = findNode(item, [key]);
    if (part === null) continue;
    for (const [node, within] of walk(part)) {
      const name = within.at(-1);
      if (!isText(node) || within.at(-2) === 'equals') continue;
      if (name === 'jsonPath') checkPath(check, [...path, key, ...within], node.value);
      if (name === 'regex') checkPattern(check, [...path, key, ...within], node.value);
    }
  }
  const [min, max] = ['min', 'max'].map((end) => milliseconds(findNode(item, ['think', end])));
  if (min != null && max != null && min > max)
    check.at([...path, 'think', 'min'], 'the shortest pause is longer than the longest', 'swap them');
}

function checkPath(check: Checker, at: SourcePath, path: string): void {
  if (parseJsonPath(path) !== null) return;
  const advice = path.startsWith('$') ? 'it is made of `.name`, `[0]`, `[*]` and `..name`' : `a path begins at \`$\`: \`$.${path}\``;
  check.at(at, `\`${path}\` is not a JSONPath that we know`, advice);
}

function checkPattern(check: Checker, at: SourcePath, pattern: string): void {
  try {
    RegExp(pattern);
  } catch (error) {
    check.at(at, error instanceof Error ? error.message : String(error), 'write it as in JavaScript, without slashes around it');
  }
}

function milliseconds(node: SourceNode | null): number | null {
  const parsed = node?.kind === 'scalar' && typeof node.value === 'string' ? parseDuration(node.value) : null;
  return parsed?.ok === true ? parsed.value : null;
}
