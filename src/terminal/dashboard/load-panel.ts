import { formatCount, formatMs, formatPerSecond, formatShare } from '../text/format-measure.ts';
import { cell, contentWidth, cut, labelled, numberCell, type Canvas } from './canvas.ts';
import type { DashboardView, LoadView } from './dashboard-view.ts';

const COLUMNS = ['offered', 'sent', 'p50', 'p95', 'p99', 'success', 'dropped'] as const;
const WIDTH = 9;

/** One row a load entry: what it was asked to send, what it sent, and how that was answered in the last second. */
export function loadLines(view: DashboardView, canvas: Canvas): string[] {
  const name = Math.max(4, Math.min(24, contentWidth(canvas) - COLUMNS.length * WIDTH));
  const head = cell(canvas, 'last second', name) + COLUMNS.map((title) => numberCell(canvas, title, WIDTH)).join('');
  return [
    labelled(canvas, 'Load', canvas.paint('dim', head)),
    ...view.loads.map((load) => labelled(canvas, '', loadLine(load, name, canvas))),
    ...errorLines(view, canvas),
  ];
}

function loadLine(load: LoadView, name: number, canvas: Canvas): string {
  const failing = load.successRate !== null && load.successRate < 1;
  return [
    cell(canvas, load.name, name),
    numberCell(canvas, formatPerSecond(load.offeredPerSecond), WIDTH),
    numberCell(canvas, formatPerSecond(load.sentPerSecond), WIDTH),
    latency(load.p50Ms, canvas),
    latency(load.p95Ms, canvas),
    latency(load.p99Ms, canvas),
    numberCell(canvas, formatShare(load.successRate), WIDTH, failing ? 'bad' : undefined),
    numberCell(canvas, formatCount(load.dropped), WIDTH, load.dropped > 0 ? 'bad' : undefined),
  ].join('');
}

function latency(ms: number | null, canvas: Canvas): string {
  return ms === Infinity ? numberCell(canvas, 'failed', WIDTH, 'bad') : numberCell(canvas, formatMs(ms), WIDTH);
}

/** Failures so far, by kind: `timeout 12 · status 3`. */
function errorLines(view: DashboardView, canvas: Canvas): string[] {
  if (view.errors.length === 0) return [];
  const text = view.errors.map(({ kind, count }) => `${kind} ${formatCount(count)}`).join(` ${canvas.glyphs.separator} `);
  return [labelled(canvas, 'Errors', cut(canvas, text, contentWidth(canvas), 'bad'))];
}
