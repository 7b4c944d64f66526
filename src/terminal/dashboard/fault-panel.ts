import { cell, contentWidth, cut, labelled, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, FaultView } from '../view/dashboard-view.ts';
import { faultNumber } from './phase-bar.ts';

/** What is done to whom, and whether it has been proven: `1 slow-redis  latency 200ms → redis  active  +201 ms measured`. */
export function faultLines(view: DashboardView, canvas: Canvas): string[] {
  const ids = Math.min(20, Math.max(4, ...view.faults.map((fault) => fault.id.length)));
  return view.faults.map((fault, index) => labelled(canvas, index === 0 ? 'Faults' : '', faultLine(fault, index, ids, canvas)));
}

function faultLine(fault: FaultView, index: number, ids: number, canvas: Canvas): string {
  const room = contentWidth(canvas) - ids - 6;
  const what = `${fault.what} ${canvas.glyphs.arrow} ${fault.target}`;
  const long = joined(fault.state, fault.detail);
  const proof = canvas.clean(long).length <= room / 2 ? long : joined(fault.state, fault.short === '' ? fault.detail : fault.short);
  const proofWidth = Math.max(Math.floor(room / 2), Math.min(24, room - 1));
  return [
    canvas.paint(fault.injected ? 'warn' : 'dim', faultNumber(index)),
    cell(canvas, fault.id, ids, 'strong'),
    ` ${cell(canvas, what, room - proofWidth)}`,
    ` ${cut(canvas, proof, proofWidth, roleOf(fault.tone))}`,
  ].join(' ');
}

function joined(state: string, detail: string): string {
  return detail === '' ? state : `${state}, ${detail}`;
}
