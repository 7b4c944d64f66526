import type { Canvas } from './canvas.ts';
import type { FaultView, PhaseSpan } from '../view/dashboard-view.ts';
import { paintRuns, type Cell } from './paint-runs.ts';
import { columnOf, type TimeAxis } from './time-axis.ts';

/** The phases' names, each above the start of its part of the bar; names that do not fit are left out. */
export function phaseNames(phases: readonly PhaseSpan[], axis: TimeAxis, canvas: Canvas): string {
  return phases
    .map((phase, index) => {
      const next = phases[index + 1];
      const width = (next === undefined ? axis.width : columnOf(axis, next.fromMs)) - columnOf(axis, phase.fromMs);
      const text = phase.name.length < width ? phase.name : '';
      return canvas.paint(phase.state === 'current' ? 'strong' : 'dim', text.padEnd(width));
    })
    .join('');
}

/** What has passed, now, and what is to come. */
export function phaseBar(phases: readonly PhaseSpan[], nowMs: number, axis: TimeAxis, canvas: Canvas): string {
  const { glyphs } = canvas;
  const over = phases.length > 0 && phases.every((phase) => phase.state === 'done');
  const now = over ? axis.width : nowMs < 0 ? -1 : columnOf(axis, nowMs);
  const edges = new Set(phases.slice(1).map((phase) => columnOf(axis, phase.fromMs)));
  const cells = Array.from({ length: axis.width }, (_, column): Cell => {
    if (column === now) return { text: glyphs.barNow, role: 'strong' };
    if (column < now) return { text: edges.has(column) ? glyphs.barEdge : glyphs.barDone, role: 'accent' };
    return { text: edges.has(column) ? glyphs.barEdge : glyphs.barTodo, role: 'dim' };
  });
  return paintRuns(cells, canvas.paint);
}

/** Each fault's number where it begins, and a line for as long as it is held; the numbers are those of the fault rows. */
export function faultMarks(faults: readonly FaultView[], axis: TimeAxis, canvas: Canvas): string {
  const cells = Array.from({ length: axis.width }, (): Cell => ({ text: ' ', role: null }));
  for (const fault of faults) {
    cells.fill({ text: canvas.glyphs.faultSpan, role: roleOfMark(fault) }, columnOf(axis, fault.fromMs), columnOf(axis, fault.toMs));
  }
  faults.forEach((fault, index) => {
    cells[columnOf(axis, fault.fromMs)] = { text: faultNumber(index), role: roleOfMark(fault) };
  });
  return paintRuns(cells, canvas.paint);
}

/** One column: `1` to `9`, then `+`. */
export function faultNumber(index: number): string {
  return index < 9 ? String(index + 1) : '+';
}

function roleOfMark(fault: FaultView): 'warn' | 'dim' {
  return fault.injected ? 'warn' : 'dim';
}
