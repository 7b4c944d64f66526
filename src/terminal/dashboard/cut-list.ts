import { cut, contentWidth, labelled, type Canvas } from './canvas.ts';

/** What fits of a list, and what is said of the rest; nothing where all fits. */
export interface CutList<T> {
  readonly shown: readonly T[];
  /** `… 47 more`, in a row of its own; empty: that is all of it. */
  readonly rest: string;
}

/** @param rows the last of them is for the rest, where not all fits @param from the first to be shown, as far as there are others to fill the rows */
export function cutList<T>(items: readonly T[], rows: number, from: number, { glyphs }: Canvas): CutList<T> {
  if (items.length <= rows) return { shown: items, rest: '' };
  const room = Math.max(0, rows - 1);
  const above = Math.min(from, items.length - room);
  const below = items.length - room - above;
  const words = [...(above > 0 ? [`${above} above`] : []), ...(below > 0 ? [`${below} more`] : [])];
  return { shown: items.slice(above, above + room), rest: `${glyphs.ellipsis} ${words.join(', ')}` };
}

/** The row that says it. */
export function restLine(rest: string, canvas: Canvas): string[] {
  return rest === '' ? [] : [labelled(canvas, '', cut(canvas, rest, contentWidth(canvas), 'dim'))];
}
