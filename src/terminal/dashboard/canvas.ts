import type { Glyphs } from '../glyphs.ts';
import type { Paint, Role } from '../style.ts';
import type { CleanText } from '../text/clean-text.ts';
import { fitLeft, fitRight, truncate } from '../text/fit.ts';

/** The surface that panels write on: its size, and how it shows text. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** Columns of the labels on the left: GUTTER, or 0 where a box has the label in its border. */
  readonly gutter: number;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  readonly clean: CleanText;
}

/** Columns of the labels on the left, a space before and after included; and of the numbers on the right of an axis. */
export const GUTTER = 12;
export const READOUT = 14;

/** Below this there are no panels: where the run is, and its SLOs. */
const PANEL_COLUMNS = 60;

export function isNarrow({ columns }: Canvas): boolean {
  return columns < PANEL_COLUMNS;
}

/** Columns between the gutter and the right margin. */
export function contentWidth(canvas: Canvas): number {
  return Math.max(0, canvas.columns - canvas.gutter - 1);
}

/** A line with its label in the gutter; `content` is painted already. */
export function labelled(canvas: Canvas, label: string, content: string): string {
  return canvas.gutter === 0 ? content : ` ${tint(canvas, fitLeft(label, canvas.gutter - 1), 'dim')}${content}`;
}

/** A line that says what it is by itself, where the panel's border names another one. */
export function titled(canvas: Canvas, label: string, content: string): string {
  return canvas.gutter > 0 ? labelled(canvas, label, content) : `${tint(canvas, fitLeft(label.toLowerCase(), GUTTER), 'dim')}${content}`;
}

/** Columns beside the label of `titled`. */
export function titledWidth(canvas: Canvas): number {
  return canvas.gutter > 0 ? contentWidth(canvas) : Math.max(0, contentWidth(canvas) - GUTTER);
}

/** Exactly `width` columns of somebody's text, cleaned, then painted. */
export function cell(canvas: Canvas, text: string, width: number, role?: Role): string {
  return tint(canvas, fitLeft(canvas.clean(text), width, canvas.glyphs.ellipsis), role);
}

/** The same, to the right: for numbers. */
export function numberCell(canvas: Canvas, text: string, width: number, role?: Role): string {
  return tint(canvas, fitRight(canvas.clean(text), width, canvas.glyphs.ellipsis), role);
}

/** At most `width` columns. */
export function cut(canvas: Canvas, text: string, width: number, role?: Role): string {
  return tint(canvas, truncate(canvas.clean(text), width, canvas.glyphs.ellipsis), role);
}

function tint(canvas: Canvas, text: string, role: Role | undefined): string {
  return role === undefined || text.trim() === '' ? text : canvas.paint(role, text);
}
