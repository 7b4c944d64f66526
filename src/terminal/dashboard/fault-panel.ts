import { cell, contentWidth, cut, labelled, type Canvas } from './canvas.ts';
import { displayWidth } from '../text/display-width.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, FaultView } from '../view/dashboard-view.ts';
import { faultNumber } from './phase-bar.ts';

/** Columns that what is done keeps beside a long proof. */
const LEAST_WHAT = 18;

/** What is done to whom, and whether it has been proven: `1 slow-redis  latency 200ms → redis  active, +201 ms measured`. */
export function faultLines(view: DashboardView, canvas: Canvas): string[] {
  const ids = Math.min(20, widest(view.faults.map((fault) => fault.id)));
  const room = contentWidth(canvas) - ids - 6;
  const whats = view.faults.map((fault) => `${fault.what} ${canvas.glyphs.arrow} ${fault.target}`);
  const proofs = view.faults.map((fault) => proofText(fault, room - Math.min(widest(whats), Math.floor(room * 0.6))));
  const proofWidth = Math.max(0, Math.min(widest(proofs), room - LEAST_WHAT));
  const whatWidth = Math.min(widest(whats) + 1, room - proofWidth);
  return view.faults.map((fault, index) => {
    const line = [
      canvas.paint(fault.injected ? 'warn' : 'dim', faultNumber(index)),
      cell(canvas, fault.id, ids, 'strong'),
      ` ${cell(canvas, whats[index] ?? '', whatWidth)}`,
      ` ${cut(canvas, proofs[index] ?? '', room - whatWidth, roleOf(fault.tone))}`,
    ];
    return labelled(canvas, index === 0 ? 'Faults' : '', line.join(' '));
  });
}

/** The observer's sentence where it fits, else its number. */
function proofText(fault: FaultView, room: number): string {
  const long = joined(fault.state, fault.detail);
  return fault.short === '' || displayWidth(long) <= room ? long : joined(fault.state, fault.short);
}

function joined(state: string, detail: string): string {
  return detail === '' ? state : `${state}, ${detail}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth));
}
