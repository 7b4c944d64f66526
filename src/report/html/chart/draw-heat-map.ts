import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { logarithmic, px, tickText, valueTicks } from './axes.ts';
import { drawFrame, drawMarks, xScale } from './draw-frame.ts';
import { fewerColumns } from './heat-map.ts';
import type { HeatMap } from './heat-map.ts';
import type { RunFrame } from './run-frame.ts';

const PLOT = { width: 960, height: 250, left: 58, right: 14, top: 24, bottom: 26 };
const FAILED_HEIGHT = 14;
const MOST_COLUMNS = 240;
/** Of strength, so that equal cells share one path. */
const LEVELS = 6;

export function drawHeatMap(map: HeatMap, frame: RunFrame): Markup {
  const x = xScale(frame, PLOT);
  const lowest = map.edgesMs[0] ?? 1;
  const highest = map.edgesMs.at(-1) ?? 10;
  const y = logarithmic(lowest, highest, PLOT.height - PLOT.bottom, PLOT.top + FAILED_HEIGHT + 2);
  const paths = Array.from({ length: LEVELS + 1 }, () => '');
  const failures = Array.from({ length: LEVELS + 1 }, () => '');
  for (const { fromS, toS, counts, failed, total } of fewerColumns(map.columns, MOST_COLUMNS)) {
    const [from, to] = [x(fromS), x(toS)];
    counts.forEach((count, row) => {
      if (count === 0) return;
      const [bottom, top] = [y(map.edgesMs[row] ?? lowest), y(map.edgesMs[row + 1] ?? highest)];
      paths[levelOf(count / total)] += cell(from, top, to, bottom);
    });
    if (failed > 0) failures[levelOf(failed / total)] += cell(from, PLOT.top, to, PLOT.top + FAILED_HEIGHT);
  }
  return html`<svg
    class="chart"
    viewBox="0 0 ${PLOT.width} ${PLOT.height}"
    role="img"
    aria-label="${map.title}. ${map.summary}"
    font-family="system-ui, sans-serif"
  >
    ${drawFrame(frame, PLOT, map.id)}
    ${paths.map((path, level) => path !== '' && html`<path class="heat" d="${path}" fill="#3557d6" fill-opacity="${opacity(level)}" />`)}
    ${failures.map((path, level) => path !== '' && html`<path class="heat-failed" d="${path}" fill="#c0312b" fill-opacity="${opacity(level)}" />`)}
    ${valueTicks({ scale: 'log', min: lowest, max: highest }).map(
      (tick) =>
        html`<text class="tick" x="${PLOT.left - 7}" y="${px(y(tick) + 4)}" text-anchor="end" font-size="11" fill="#667"
          >${tickText(tick, 'ms')}</text
        >`,
    )}
    <text class="tick" x="${PLOT.left - 7}" y="${PLOT.top + 11}" text-anchor="end" font-size="11" fill="#667">failed</text>
    ${drawMarks(frame, PLOT)}
  </svg>`;
}

/** By the square root: a tail of 1 % must be seen. */
function levelOf(share: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(share) * LEVELS));
}

function opacity(level: number): string {
  return (0.08 + (0.92 * level) / LEVELS).toFixed(2);
}

function cell(left: number, top: number, right: number, bottom: number): string {
  return `M${px(left)} ${px(top)}H${px(right)}V${px(bottom)}H${px(left)}z`;
}
