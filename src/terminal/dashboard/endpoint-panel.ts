import { formatCount, formatMs, formatShare } from '../text/format-measure.ts';
import { roleOf } from '../tone.ts';
import type { DashboardView, EndpointView } from '../view/dashboard-view.ts';
import { cell, contentWidth, labelled, numberCell, type Canvas } from './canvas.ts';
import { cutList, restLine } from './cut-list.ts';

const WIDTH = 10;
const HEAD = ['requests', 'p50', 'p95', 'p99', 'success'];

/** Endpoints over the judged phases so far, in at most `rows` lines; the first `from` of them are scrolled away. */
export function endpointLines(view: DashboardView, canvas: Canvas, rows = Infinity, from = 0): string[] {
  if (view.endpoints.length === 0) return [];
  const { shown, rest } = cutList(view.endpoints, rows - 1, from, canvas);
  const name = Math.max(8, contentWidth(canvas) - HEAD.length * WIDTH);
  const several = new Set(view.endpoints.map(({ load }) => load)).size > 1;
  const head = cell(canvas, 'since the baseline began', name) + HEAD.map((title) => numberCell(canvas, title, WIDTH)).join('');
  return [
    labelled(canvas, 'Endpoints', canvas.paint('dim', head)),
    ...shown.map((endpoint) => labelled(canvas, '', endpointLine(endpoint, several, name, canvas))),
    ...restLine(rest, canvas),
  ];
}

function endpointLine(endpoint: EndpointView, several: boolean, name: number, canvas: Canvas): string {
  const { load, count, p50Ms, p95Ms, p99Ms, successRate } = endpoint;
  return (
    cell(canvas, several ? `${load}: ${endpoint.name}` : endpoint.name, name) +
    numberCell(canvas, formatCount(count), WIDTH) +
    [p50Ms, p95Ms, p99Ms]
      .map((ms) => (ms === Infinity ? numberCell(canvas, 'failed', WIDTH, 'bad') : numberCell(canvas, formatMs(ms), WIDTH)))
      .join('') +
    numberCell(canvas, formatShare(successRate), WIDTH, roleOf((successRate ?? 1) < 1 ? 'bad' : 'plain'))
  );
}
