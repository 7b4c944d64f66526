import { displayWidth } from '../text/display-width.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, StackRow } from '../view/dashboard-view.ts';
import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import { cutList, restLine } from './cut-list.ts';

/** A state in fewer columns tells nothing; what is used gives way to it. */
const LEAST_STATE = 10;
const GAP = 2;

/**
 * What runs: our own fault proxy, processes, and containers with what they use, in at most `rows` lines. Where not all fits, what does not
 * run as it should comes first; the first `from` are scrolled away.
 */
export function stackLines({ stack }: DashboardView, canvas: Canvas, rows = Infinity, from = 0): string[] {
  const room = contentWidth(canvas);
  const widest = (of: (row: StackRow) => string): number => Math.max(0, ...stack.map((row) => displayWidth(canvas.clean(of(row)))));
  const column = (of: (row: StackRow) => string): number => (widest(of) === 0 ? 0 : widest(of) + GAP);
  const name = Math.min(
    Math.floor(room * 0.6),
    Math.max(
      8,
      widest((row) => row.name),
    ),
  );
  let left = room - name - GAP;
  const [cpu, memory] = [column((row) => row.cpu), column((row) => row.memory)].map((width) => {
    if (left - width < LEAST_STATE) return 0;
    left -= width;
    return width;
  });
  const { shown, rest } = cutList(stack.length > rows ? stack.toSorted((a, b) => urgency(a) - urgency(b)) : stack, rows, from, canvas);
  return [
    ...shown.map((row, index) => labelled(canvas, index === 0 ? 'Stack' : '', rowLine(row, canvas, { name, state: left, cpu, memory }))),
    ...restLine(rest, canvas),
  ];
}

function urgency({ tone }: StackRow): number {
  return tone === 'bad' ? 0 : tone === 'warn' ? 1 : 2;
}

interface Widths {
  readonly name: number;
  readonly state: number;
  readonly cpu: number | undefined;
  readonly memory: number | undefined;
}

function rowLine(row: StackRow, canvas: Canvas, { name, state, cpu = 0, memory = 0 }: Widths): string {
  const label = `${cell(canvas, row.name, name)}${' '.repeat(GAP)}`;
  // Nobody measures it: its state has the whole line.
  if (row.cpu === '') return label + cut(canvas, row.state, state + cpu + memory, roleOf(row.tone));
  return (
    label + cell(canvas, row.state, state, roleOf(row.tone)) + numberCell(canvas, row.cpu, cpu) + numberCell(canvas, row.memory, memory)
  );
}
