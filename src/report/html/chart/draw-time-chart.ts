import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { PLOT, px, valueTicks, yScale } from './axes.ts';
import type { Scale } from './axes.ts';
import { drawFrame, drawMarks, xScale } from './draw-frame.ts';
import { drawLimits } from './draw-limits.ts';
import { drawValueGrid } from './draw-value-grid.ts';
import type { RunFrame } from './run-frame.ts';
import type { ChartLine, TimeChart } from './time-chart.ts';

/** More points than this are drawn as the least and the greatest of each stretch: peaks stay. */
const MOST_POINTS = 700;

export function drawTimeChart(chart: TimeChart, frame: RunFrame): Markup {
  const x = xScale(frame, PLOT);
  const y = yScale(chart, PLOT);
  const floor = PLOT.height - PLOT.bottom;
  return html`<svg
    class="chart"
    viewBox="0 0 ${PLOT.width} ${PLOT.height}"
    role="img"
    aria-label="${chart.title}. ${chart.summary}"
    font-family="system-ui, sans-serif"
  >
    ${drawFrame(frame, PLOT, chart.id)} ${drawValueGrid(valueTicks(chart), y, chart.unit)}
    ${chart.lines.map((line) => drawLine(chart, line, x, y, floor))}
    ${drawLimits(
      chart.limits.flatMap(({ label, value }) => (value >= chart.min && value <= chart.max ? [{ label, value, fromX: null }] : [])),
      y,
      chart.unit,
    )}
    ${drawMarks(frame, PLOT)}
  </svg>`;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly failed: boolean;
}

function drawLine(chart: TimeChart, line: ChartLine, x: Scale, y: Scale, floor: number): Markup {
  const runs = pointRuns(chart, line, x, y).map((points) => thinned(points));
  const path = runs
    .map((points) => points.map((point, index) => `${index === 0 ? 'M' : 'L'}${px(point.x)} ${px(point.y)}`).join(''))
    .join('');
  const area = runs
    .map((points) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined) return '';
      return `M${px(first.x)} ${floor}${points.map((point) => `L${px(point.x)} ${px(point.y)}`).join('')}L${px(last.x)} ${floor}z`;
    })
    .join('');
  const lonely = runs.flatMap((points) => (points.length === 1 ? points : []));
  const failed = runs.flatMap((points) => points.filter((point) => point.failed));
  return html`${line.fill && html`<path class="area s${line.colour}" d="${area}" fill="#889" fill-opacity=".14" stroke="none" />`}
    <path
      class="line s${line.colour}"
      d="${path}"
      fill="none"
      stroke="#335"
      stroke-width="1.8"
      stroke-linejoin="round"
      stroke-dasharray="${line.dash}"
    />
    ${lonely.map((point) => html`<circle class="dot s${line.colour}" cx="${px(point.x)}" cy="${px(point.y)}" r="2" fill="#335" />`)}
    ${
      failed.length > 0 &&
      html`<path
        class="beyond s${line.colour}"
        d="${failed.map((point) => `M${px(point.x - 3)} ${px(point.y + 5)}h6l-3 -5z`).join('')}"
        fill="#335"
      />`
    }`;
}

/** Stretches of points without a gap (`withGaps`). */
function pointRuns(chart: TimeChart, line: ChartLine, x: Scale, y: Scale): Point[][] {
  const runs: Point[][] = [];
  let current: Point[] = [];
  chart.spans.forEach((span, index) => {
    const value = line.values[index] ?? null;
    if (value === null) {
      if (current.length > 0) runs.push(current);
      current = [];
      return;
    }
    const failed = value === 'failed';
    const top = y(chart.max);
    current.push({ x: x((span.fromS + span.toS) / 2), y: failed ? top : Math.max(top, y(value)), failed });
  });
  return current.length > 0 ? [...runs, current] : runs;
}

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const stretch = Math.ceil((2 * points.length) / MOST_POINTS);
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch).toSorted((a, b) => a.y - b.y);
    const [top, bottom] = [part[0], part.at(-1)];
    if (top !== undefined && bottom !== undefined) kept.push(...(top.x < bottom.x ? [top, bottom] : [bottom, top]));
  }
  return kept;
}
