import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { PLOT, px, tickText } from './axes.ts';
import type { Scale } from './axes.ts';
import type { ChartUnit } from './time-chart.ts';

/** A line across the plot for each tick of its values, named at the left. */
export function drawValueGrid(ticks: readonly number[], y: Scale, unit: ChartUnit): Markup[] {
  return ticks.map(
    (tick) =>
      html`<line
          class="grid"
          x1="${PLOT.left}"
          x2="${PLOT.width - PLOT.right}"
          y1="${px(y(tick))}"
          y2="${px(y(tick))}"
          stroke="#dde"
          stroke-width="1"
        />
        <text class="tick" x="${PLOT.left - 7}" y="${px(y(tick) + 4)}" text-anchor="end" font-size="11" fill="#667"
          >${tickText(tick, unit)}</text
        >`,
  );
}
