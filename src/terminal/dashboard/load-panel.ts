import { formatCount, formatMs, formatPerSecond, formatShare, NO_VALUE } from '../text/format-measure.ts';
import { cell, contentWidth, cut, labelled, numberCell, titled, titledWidth, type Canvas } from './canvas.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, LoadView } from '../view/dashboard-view.ts';

type Column = readonly [title: string, cell: (load: LoadView, width: number, canvas: Canvas) => string];

const COLUMNS: readonly Column[] = [
  ['offered', (load, width, canvas) => numberCell(canvas, formatPerSecond(load.offeredPerSecond), width)],
  [
    'sent',
    (load, width, canvas) => numberCell(canvas, formatPerSecond(load.sentPerSecond), width, roleOf(isShort(load) ? 'warn' : 'plain')),
  ],
  [
    'dropped',
    (load, width, canvas) =>
      numberCell(canvas, formatPerSecond(load.droppedPerSecond), width, roleOf((load.droppedPerSecond ?? 0) > 0 ? 'bad' : 'plain')),
  ],
  ['p50', (load, width, canvas) => latency(load.p50Ms, width, canvas)],
  ['p95', (load, width, canvas) => latency(load.p95Ms, width, canvas)],
  ['p99', (load, width, canvas) => latency(load.p99Ms, width, canvas)],
  [
    'success',
    (load, width, canvas) =>
      numberCell(canvas, formatShare(load.successRate), width, roleOf((load.successRate ?? 1) < 1 ? 'bad' : 'plain')),
  ],
];
const IN_FLIGHT: Column = ['in flight', (load, width, canvas) => numberCell(canvas, formatInFlight(load), width)];
const ROOMY_COLUMNS = 92;
const TIGHT_COLUMNS = 62;
const DISPENSABLE = ['dropped', 'p50'];

/** One row a load entry: what it was asked to send, what it sent, and how that was answered in the last second. */
export function loadLines(view: DashboardView, canvas: Canvas): string[] {
  const roomy = contentWidth(canvas) >= ROOMY_COLUMNS;
  const tight = contentWidth(canvas) < TIGHT_COLUMNS;
  const columns = roomy ? [...COLUMNS, IN_FLIGHT] : tight ? COLUMNS.filter(([title]) => !DISPENSABLE.includes(title)) : COLUMNS;
  const width = roomy ? 10 : 8;
  const name = Math.max(4, contentWidth(canvas) - columns.length * width);
  const head = cell(canvas, 'last second', name) + columns.map(([title]) => numberCell(canvas, title, width)).join('');
  return [
    labelled(canvas, 'Load', canvas.paint('dim', head)),
    ...view.loads.map((load) =>
      labelled(canvas, '', cell(canvas, load.name, name) + columns.map(([, draw]) => draw(load, width, canvas)).join('')),
    ),
    ...errorLines(view, canvas),
  ];
}

function isShort({ offeredPerSecond, sentPerSecond }: LoadView): boolean {
  return offeredPerSecond !== null && sentPerSecond !== null && sentPerSecond < offeredPerSecond * 0.99;
}

function formatInFlight({ inFlight }: LoadView): string {
  return inFlight === null ? NO_VALUE : formatCount(inFlight);
}

function latency(ms: number | null, width: number, canvas: Canvas): string {
  return ms === Infinity ? numberCell(canvas, 'failed', width, 'bad') : numberCell(canvas, formatMs(ms), width);
}

/** Failures so far, by kind: `timeout 12 · status 3`. */
function errorLines(view: DashboardView, canvas: Canvas): string[] {
  if (view.errors.length === 0) return [];
  const text = view.errors.map(({ kind, count }) => `${kind} ${formatCount(count)}`).join(` ${canvas.glyphs.separator} `);
  return [titled(canvas, 'Errors', cut(canvas, text, titledWidth(canvas), 'bad'))];
}
