import { displayWidth } from '../text/display-width.ts';
import type { SloView } from '../view/dashboard-view.ts';
import { cut, type Canvas } from './canvas.ts';

const INDENT = '  ';

/**
 * What an SLO's value rests on, for lines under its row, each at most `width` wide: its options and load, its samples, its intervals.
 * @param whole with their scope and method, and what a reader must know of it
 */
export function sloDetails(slo: SloView, width: number, whole: boolean, canvas: Canvas): string[] {
  const { options, load, samples, interval, evidence, note } = slo;
  const asked = [options === '' ? '' : `with ${options}`, load === '' ? '' : `on ${load}`].filter((text) => text !== '').join(' ');
  const counted = samples === '' ? '' : `n ${samples}`;
  const texts = whole ? [asked, counted, ...evidence, note] : [interval, counted, asked];
  return joined(
    texts.filter((text) => text !== ''),
    width - INDENT.length,
    ` ${canvas.glyphs.separator} `,
  ).map((line) => INDENT + cut(canvas, line, width - INDENT.length, 'dim'));
}

/** As many to a line as fit; one that is too long by itself has a line of its own. */
function joined(texts: readonly string[], width: number, separator: string): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = lines.length === 0 ? text : `${lines.at(-1) ?? ''}${separator}${text}`;
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(text);
  }
  return lines;
}
