import { displayWidth } from './display-width.ts';

/** A text in lines of at most `columns`, broken at its spaces; a word that is wider stands in a line of its own. */
export function wordLines(text: string, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && displayWidth(longer) > columns) {
      lines.push(current);
      current = word;
    } else {
      current = longer;
    }
  }
  return [...lines, current];
}
