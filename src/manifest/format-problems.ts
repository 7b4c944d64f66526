import type { ManifestProblem } from './manifest-problem.ts';
import { maskSecrets } from './secret-names.ts';

/** Wider lines are cut around what is meant. */
const FRAME_WIDTH = 110;

/** A longer line is no manifest's and is not shown: looking for secrets takes a time that grows with its square. */
const LONGEST_LINE = 10_000;

/**
 * The problems as a compiler would show them: message, place, the line with what is meant underlined, and what to do. Plain text;
 * values of secret-looking keys are starred out.
 */
export function formatProblems(problems: readonly ManifestProblem[], options: { readonly source: string }): string {
  const lines = options.source.split(/\r?\n/u);
  return problems.map((problem) => formatProblem(problem, lines)).join('\n\n');
}

function formatProblem(problem: ManifestProblem, lines: readonly string[]): string {
  const gutter = String(problem.line).length;
  const pad = ' '.repeat(gutter);
  const text = [`error: ${problem.message}`, `${pad}--> ${problem.where}`];
  if (problem.flag === null) text.push(...frame(problem, lines, gutter));
  if (problem.suggestion !== null) text.push(`${pad} = help: ${problem.suggestion}`);
  return text.join('\n');
}

function frame({ line, column, length }: ManifestProblem, lines: readonly string[], gutter: number): string[] {
  const raw = lines[line - 1];
  if (raw === undefined || raw.trim() === '' || raw.length > LONGEST_LINE) return [];
  const pad = ' '.repeat(gutter);
  // A tab would put the marks under something else.
  const text = maskSecrets(raw).replaceAll('\t', ' ');
  const start = Math.max(0, Math.min(column - 20, text.length - FRAME_WIDTH));
  const shown = text.slice(start, start + FRAME_WIDTH);
  const from = column - 1 - start;
  const marks = Math.max(1, Math.min(length, shown.length - from));
  return [`${pad} |`, `${String(line).padStart(gutter)} | ${shown}`, `${pad} | ${' '.repeat(Math.max(0, from))}${'^'.repeat(marks)}`];
}
