import { cell, contentWidth, cut, labelled, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, FaultView } from './dashboard-view.ts';
import { faultNumber } from './phase-bar.ts';

/** What is done to whom, and whether it has been proven: `1 slow-redis  latency 200ms → redis  active  +201 ms measured`. */
export function faultLines(view: DashboardView, canvas: Canvas): string[] {
  const ids = Math.min(20, Math.max(4, ...view.faults.map((fault) => fault.id.length)));
  return view.faults.map((fault, index) => labelled(canvas, index === 0 ? 'Faults' : '', faultLine(fault, index, ids, canvas)));
}

function faultLine(fault: FaultView, index: number, ids: number, canvas: Canvas): string {
  const width = contentWidth(canvas) - ids - 4;
  const state = Math.min(44, Math.max(12, Math.floor(width * 0.55)));
  const what = `${fault.what} ${canvas.glyphs.arrow} ${fault.target}`;
  const proof = fault.detail === '' ? fault.state : `${fault.state}, ${fault.detail}`;
  return [
    canvas.paint(fault.injected ? 'warn' : 'dim', faultNumber(index)),
    cell(canvas, fault.id, ids, 'strong'),
    cell(canvas, what, width - state - 1),
    cut(canvas, proof, state, roleOf(fault.tone)),
  ].join(' ');
}
