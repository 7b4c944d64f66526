import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../text/display-width.ts';
import { truncate } from '../text/fit.ts';
import type { Canvas } from './canvas.ts';

/** Columns that a border and the space beside it take, both sides together; rows that it takes. */
export const BOX_COLUMNS = 4;
export const BOX_ROWS = 2;

/** `lines` in a frame of exactly `columns` by `rows`, its title in the border. Lines are painted and fitted already. */
export function boxLines(title: string, note: string, lines: readonly string[], rows: number, columns: number, canvas: Canvas): string[] {
  const [topLeft, topRight, bottomRight, bottomLeft, flat, upright] = canvas.glyphs.box;
  const { paint } = canvas;
  const inner = columns - BOX_COLUMNS;
  const left = truncate(canvas.clean(title), Math.max(0, inner - 2), canvas.glyphs.ellipsis);
  const room = columns - 6 - displayWidth(left);
  const right = note === '' || room < 8 ? '' : ` ${truncate(canvas.clean(note), room - 4, canvas.glyphs.ellipsis)} `;
  const rule = flat.repeat(Math.max(0, columns - 5 - displayWidth(left) - displayWidth(right) - (right === '' ? 0 : 1)));
  const top =
    paint('dim', topLeft + flat) +
    ` ${paint('strong', left)} ` +
    paint('dim', rule) +
    paint('accent', right) +
    paint('dim', `${right === '' ? '' : flat}${topRight}`);
  const body = Array.from({ length: Math.max(0, rows - BOX_ROWS) }, (_, row) => {
    const line = lines[row] ?? '';
    const width = displayWidth(stripVTControlCharacters(line));
    return `${paint('dim', upright)} ${line}${' '.repeat(Math.max(0, inner - width))} ${paint('dim', upright)}`;
  });
  return [top, ...body, paint('dim', bottomLeft + flat.repeat(columns - 2) + bottomRight)];
}
