import { displayWidth } from '../text/display-width.ts';
import { cut, type Canvas } from './canvas.ts';
import type { DashboardView } from '../view/dashboard-view.ts';

/** The experiment, its seed, and what it claims. */
export function headerLines(view: DashboardView, canvas: Canvas): string[] {
  const seed = view.seed === null ? '' : `seed ${view.seed}`;
  const room = canvas.columns - 2 - seed.length - 'shakedown'.length - 4;
  const name = cut(canvas, view.name, room);
  const lines = [
    ` ${canvas.paint('title', 'shakedown')}  ${canvas.paint('strong', name)}${' '.repeat(Math.max(2, room - displayWidth(name) + 2))}${canvas.paint('dim', seed)}`,
  ];
  if (view.hypothesis !== null) lines.push(` ${cut(canvas, view.hypothesis, canvas.columns - 2, 'dim')}`);
  return lines;
}
