import { displayWidth } from '../text/display-width.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { cell, contentWidth, labelled, numberCell, type Canvas } from './canvas.ts';

const TALLY = 16;

/** A row a probe: what it said last, and how often it was content. */
export function probeLines(view: DashboardView, canvas: Canvas): string[] {
  const room = contentWidth(canvas) - TALLY;
  const name = Math.min(Math.floor(room / 2), Math.max(0, ...view.probes.map((probe) => displayWidth(canvas.clean(probe.name)))));
  return view.probes.map((probe, index) =>
    labelled(
      canvas,
      index === 0 ? 'Probes' : '',
      `${cell(canvas, probe.name, name)}  ${cell(canvas, probe.state, Math.max(0, room - name - 2), roleOf(probe.tone))}${numberCell(canvas, probe.tally, TALLY, 'dim')}`,
    ),
  );
}
