import { characterWidth, displayWidth } from './display-width.ts';

/** `text` cut to at most `width` columns; a cut is shown by `mark`. For text without escape sequences. */
export function truncate(text: string, width: number, mark = '…'): string {
  if (displayWidth(text) <= width) return text;
  const room = width - displayWidth(mark);
  if (room <= 0) return mark.slice(0, Math.max(0, width));
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > room) break;
    kept += character;
  }
  return kept.trimEnd() + mark;
}

/** Exactly `width` columns, text to the left. */
export function fitLeft(text: string, width: number, mark = '…'): string {
  const cut = truncate(text, width, mark);
  return cut + ' '.repeat(Math.max(0, width - displayWidth(cut)));
}

/** Exactly `width` columns, text to the right: for numbers. */
export function fitRight(text: string, width: number, mark = '…'): string {
  const cut = truncate(text, width, mark);
  return ' '.repeat(Math.max(0, width - displayWidth(cut))) + cut;
}
