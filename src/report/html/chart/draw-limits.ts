import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { PLOT, px, tickText } from './axes.ts';
import type { Scale } from './axes.ts';
import type { ChartUnit } from './time-chart.ts';

/** A limit that is one of all values, or from `fromX` on. */
export interface DrawnLimit {
  readonly label: string;
  readonly value: number;
  readonly fromX: number | null;
}

const RIGHT = PLOT.width - PLOT.right;
const LINE_HEIGHT = 12;
const ABOVE = 4;

/** Above the data; each with its name and value at the right, one over the other where limits are close together. */
export function drawLimits(limits: readonly DrawnLimit[], y: Scale, unit: ChartUnit): Markup {
  const baselines = stackedBaselines(limits.map(({ value }) => y(value) - ABOVE));
  return html`${limits.map(
    ({ label, value, fromX }, index) =>
      html`<path
          class="limit"
          d="M${px(fromX ?? PLOT.left)} ${px(y(value))}H${RIGHT}"
          fill="none"
          stroke="#c0312b"
          stroke-dasharray="6 3"
        />
        ${fromX !== null && html`<path class="limit-mark" d="M${px(fromX - 4)} ${px(y(value))}l4 -4l4 4l-4 4z" fill="#c0312b" />`}
        <text
          class="limit-name"
          x="${RIGHT - 4}"
          y="${px(baselines[index] ?? 0)}"
          text-anchor="end"
          font-size="10.5"
          fill="#c0312b"
          stroke="#fff"
          stroke-width="3"
          paint-order="stroke"
          >${label} ${tickText(value, unit)}</text
        >`,
  )}`;
}

/** Where each label stands: at its place, or as far above it as those below it need, or below it where the plot ends. */
function stackedBaselines(wanted: readonly number[]): number[] {
  const fromBelow = wanted.map((_, index) => index).toSorted((a, b) => (wanted[b] ?? 0) - (wanted[a] ?? 0));
  const placed = [...wanted];
  let below = Infinity;
  for (const index of fromBelow) placed[index] = below = Math.min(wanted[index] ?? 0, below - LINE_HEIGHT);
  let above = PLOT.top - ABOVE;
  for (const index of fromBelow.toReversed()) placed[index] = above = Math.max(placed[index] ?? 0, above + LINE_HEIGHT);
  return placed;
}
