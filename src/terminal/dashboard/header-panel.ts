import { displayWidth } from '../text/display-width.ts';
import { roleOf } from '../tone.ts';
import { cut, type Canvas } from './canvas.ts';
import type { DashboardView } from '../view/dashboard-view.ts';

const PRODUCT = 'shakedown';

/** The experiment, its seed, what it claims, and whether that holds so far. */
export function headerLines(view: DashboardView, canvas: Canvas): string[] {
  const seed = view.seed === null ? '' : `seed ${view.seed}`;
  const room = canvas.columns - 2 - PRODUCT.length - 2;
  const first = apart(canvas, view.name, 'strong', seed, 'dim', room);
  const lines = [` ${canvas.paint('title', PRODUCT)}  ${first}`];
  const { text, tone } = view.outlook;
  if (view.hypothesis !== null || text !== '') {
    lines.push(` ${apart(canvas, view.hypothesis ?? '', 'dim', text, roleOf(tone), canvas.columns - 2)}`);
  }
  return lines;
}

type Role = Parameters<typeof cut>[3];

/** One text to the left, the other, which is not cut, to the right. */
function apart(canvas: Canvas, left: string, leftRole: Role, right: string, rightRole: Role, width: number): string {
  const end = cut({ ...canvas, paint: (_role, text) => text }, right, Math.floor(width * 0.6));
  const room = width - displayWidth(end) - (end === '' ? 0 : 2);
  const begin = cut({ ...canvas, paint: (_role, text) => text }, left, Math.max(0, room));
  const gap = ' '.repeat(Math.max(0, width - displayWidth(begin) - displayWidth(end)));
  return cut(canvas, begin, width, leftRole) + gap + cut(canvas, end, width, rightRole);
}
