import { displayWidth } from './display-width.ts';

/** Below this, folding would make a column of single words; and terminals that do not know their width say 0. */
const LEAST_COLUMNS = 40;

/**
 * Lines wider than `columns` go on under themselves, four columns further in, broken at spaces only: a path or a command stays in one piece. For
 * text without escape sequences.
 */
export function foldLines(text: string, columns: number): string {
  return columns < LEAST_COLUMNS
    ? text
    : text
        .split('\n')
        .flatMap((line) => foldLine(line, columns))
        .join('\n');
}

function foldLine(line: string, columns: number): string[] {
  if (displayWidth(line) <= columns) return [line];
  const indent = /^ */u.exec(line)?.[0] ?? '';
  const folded: string[] = [];
  let current = indent;
  // A gap between two cells stays a gap, but where a line ends in it.
  for (const [, gap = '', word = ''] of line.slice(indent.length).matchAll(/( *)([^ ]+)/gu)) {
    if (current.trim() !== '' && displayWidth(current + gap + word) > columns) {
      folded.push(current);
      current = `${indent}    ${word}`;
    } else {
      current += gap + word;
    }
  }
  return [...folded, current];
}
