import { displayWidth } from '../text/display-width.ts';
import { truncate } from '../text/fit.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, FaultView } from '../view/dashboard-view.ts';
import { cut, labelled, READOUT, type Canvas } from './canvas.ts';
import { paintRuns, type Cell } from './paint-runs.ts';
import { columnOf, type TimeAxis } from './time-axis.ts';
import { axisOf } from './timeline-panel.ts';

/** A line a fault: a bar for as long as it is held, and beside it what is done to whom and what was measured of it. */
export function faultLanes(view: DashboardView, canvas: Canvas): string[] {
  const axis = axisOf(view, canvas);
  return view.faults.map((fault) =>
    labelled(
      canvas,
      truncate(canvas.clean(fault.id), canvas.gutter - 2, canvas.glyphs.ellipsis),
      laneText(fault, view.nowMs, axis, canvas),
    ),
  );
}

function laneText(fault: FaultView, nowMs: number, axis: TimeAxis, canvas: Canvas): string {
  const from = columnOf(axis, fault.fromMs);
  const to = Math.max(from + 1, columnOf(axis, fault.toMs));
  const width = axis.width + READOUT;
  const right = width - to - 1;
  const left = from - 1;
  const texts = wordings(fault, canvas);
  const fits = texts.find((text) => displayWidth(text) <= Math.max(right, left));
  const text = fits ?? texts.at(-1) ?? '';
  const onRight = displayWidth(text) <= right || right >= left;
  const role = roleOf(fault.tone);
  const lane = bar(fault, nowMs, from, to, axis, canvas);
  if (onRight) return `${' '.repeat(from)}${lane} ${cut(canvas, text, Math.max(0, right), role)}`;
  const shown = cut(canvas, text, Math.max(0, left), role);
  return `${' '.repeat(Math.max(0, left - displayWidth(cut(plain(canvas), text, Math.max(0, left)))))}${shown} ${lane}`;
}

function plain(canvas: Canvas): Canvas {
  return { ...canvas, paint: (_role, text) => text };
}

/** The fullest first. */
function wordings({ what, target, state, detail, short }: FaultView, { clean, glyphs }: Canvas): string[] {
  const deed = `${what} ${glyphs.arrow} ${target}`;
  const full = detail === '' ? state : `${state}, ${detail}`;
  const brief = short === '' ? state : `${state}, ${short}`;
  const dot = ` ${glyphs.separator} `;
  return [`${deed}${dot}${full}`, `${deed}${dot}${brief}`, `${what}${dot}${brief}`, full, brief].map(clean);
}

function bar(fault: FaultView, nowMs: number, from: number, to: number, axis: TimeAxis, { glyphs, paint }: Canvas): string {
  const now = columnOf(axis, nowMs);
  const cells = Array.from({ length: to - from }, (_, index): Cell => {
    const done = fault.injected && from + index <= now;
    return { text: done ? glyphs.laneDone : glyphs.laneTodo, role: done ? 'warn' : 'dim' };
  });
  return paintRuns(cells, paint);
}
