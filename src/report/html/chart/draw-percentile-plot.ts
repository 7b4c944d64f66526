import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { PLOT, linear, logarithmic, px, valueTicks } from './axes.ts';
import { drawLimits } from './draw-limits.ts';
import { drawValueGrid } from './draw-value-grid.ts';
import type { PercentilePlot } from './percentile-plot.ts';

const NAMED = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999] as const;

export function drawPercentilePlot(plot: PercentilePlot): Markup {
  const last = plot.shares.at(-1) ?? 0.9;
  const across = linear(0, nines(last), PLOT.left, PLOT.width - PLOT.right);
  const x = (share: number): number => across(nines(share));
  const y = logarithmic(plot.minMs, plot.maxMs, PLOT.height - PLOT.bottom, PLOT.top);
  const floor = PLOT.height - PLOT.bottom;
  return html`<svg
    class="chart"
    viewBox="0 0 ${PLOT.width} ${PLOT.height}"
    role="img"
    aria-label="${plot.title}: ${plot.summary}"
    font-family="system-ui, sans-serif"
  >
    ${drawValueGrid(valueTicks({ scale: 'log', min: plot.minMs, max: plot.maxMs }), y, 'ms')}
    ${NAMED.filter((share) => share <= last + 1e-9).map(
      (share) =>
        html`<line class="grid" x1="${px(x(share))}" x2="${px(x(share))}" y1="${PLOT.top}" y2="${floor}" stroke="#dde" stroke-width="1" />
          <text class="tick" x="${px(x(share))}" y="${PLOT.height - 8}" text-anchor="middle" font-size="11" fill="#667"
            >${shareName(share)}</text
          >`,
    )}
    ${plot.lines.map((line) => {
      const points = plot.shares.flatMap((share, index) => {
        const value = line.values[index] ?? null;
        return value === null ? [] : [{ x: x(share), y: value === 'failed' ? PLOT.top : y(value), failed: value === 'failed' }];
      });
      const [only] = points.length === 1 ? points : [];
      const failedFrom = points.find(({ failed }) => failed);
      return html`<path
          class="line s${line.colour}"
          d="${points.map((point, index) => `${index === 0 ? 'M' : 'L'}${px(point.x)} ${px(point.y)}`).join('')}"
          fill="none"
          stroke="#335"
          stroke-width="2"
          stroke-linejoin="round"
          stroke-dasharray="${line.dash}"
        />
        ${only !== undefined && html`<circle class="dot s${line.colour}" cx="${px(only.x)}" cy="${px(only.y)}" r="2" fill="#335" />`}
        ${failedFrom !== undefined && html`<path class="beyond s${line.colour}" d="M${px(failedFrom.x - 4)} ${px(failedFrom.y + 7)}h8l-4 -7z" fill="#335" />`}`;
    })}
    ${drawLimits(
      plot.limits.map(({ label, value, share }) => ({
        label,
        value,
        fromX: share === null ? null : Math.min(x(share), PLOT.width - PLOT.right),
      })),
      y,
      'ms',
    )}
  </svg>`;
}

/** How many nines: log₁₀ of 1 ÷ (1 − p). */
function nines(share: number): number {
  return -Math.log10(1 - share);
}

function shareName(share: number): string {
  return share === 0 ? 'min' : `p${Number((share * 100).toFixed(3))}`;
}
