import type { Glyphs } from '../glyphs.ts';
import type { FaultView } from '../view/dashboard-view.ts';
import type { Cell } from './paint-runs.ts';
import { columnOf, type TimeAxis } from './time-axis.ts';

/** A chart's row with the faults in it: a line where each begins and ends, where nothing is drawn, and the fault's colour in between. */
export function markFaults(cells: readonly Cell[], faults: readonly FaultView[], axis: TimeAxis, glyphs: Glyphs): Cell[] {
  const spans = faults
    .filter((fault) => fault.injected)
    .map((fault) => [columnOf(axis, fault.fromMs), columnOf(axis, fault.toMs)] as const);
  return cells.map((cell, column) => {
    const within = spans.some(([from, to]) => column >= from && column < to);
    const edge = spans.some(([from, to]) => column === from || column === to);
    if (cell.text === ' ' && edge) return { text: glyphs.faultEdge, role: 'warn' };
    return within && cell.role === 'accent' ? { ...cell, role: 'warn' } : cell;
  });
}
