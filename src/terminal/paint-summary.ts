import type { Paint, Role } from './style.ts';

const WORDS: readonly (readonly [pattern: RegExp, role: Role])[] = [
  [/\b(?:PASS(?:ED)?|pass(?:ed)?)\b/gu, 'good'],
  [/\b(?:FAIL(?:ED)?|fail(?:ed)?)\b/gu, 'bad'],
  [/\b(?:INCONCLUSIVE|inconclusive|UNDECIDED|undecided)\b/gu, 'warn'],
];

/** The report's plain-text summary with its verdict words painted; the words stay what they are. */
export function paintSummary(summary: string, paint: Paint): string {
  return WORDS.reduce((text, [pattern, role]) => text.replace(pattern, (word) => paint(role, word)), summary.trimEnd());
}

/** The first line that has something on it: the verdict in a sentence. */
export function verdictLine(summary: string): string {
  return summary.split('\n').find((line) => line.trim() !== '') ?? '';
}
