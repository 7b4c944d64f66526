import { displayWidth } from '../text/display-width.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView } from '../view/dashboard-view.ts';
import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';

const CPU = 12;
const MEMORY = 20;

/** What runs: containers with what they use, processes, our own beside them. */
export function stackLines(view: DashboardView, canvas: Canvas): string[] {
  const measured = view.processes.some(({ cpu, memory }) => cpu !== '' || memory !== '');
  const room = contentWidth(canvas) - (measured ? CPU + MEMORY : 0);
  const name = Math.min(Math.floor(room * 0.6), Math.max(8, ...view.processes.map((process) => displayWidth(canvas.clean(process.name)))));
  const state = Math.max(0, room - name - 2);
  return view.processes.map((process, index) => {
    const use = measured ? numberCell(canvas, process.cpu, CPU) + numberCell(canvas, process.memory, MEMORY) : '';
    return labelled(
      canvas,
      index === 0 ? 'Stack' : '',
      `${cell(canvas, process.name, name)}  ${(measured ? cell : cut)(canvas, process.state, state, roleOf(process.tone))}${use}`,
    );
  });
}
