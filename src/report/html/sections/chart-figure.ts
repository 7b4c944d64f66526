import type { ChartLine } from '../chart/time-chart.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';

/** A drawing with its title, note and legend. The script makes switches of the legend and redraws what has `data-chart`. */
export function chartFigure(
  { id, title, note }: { readonly id: string; readonly title: string; readonly note: string },
  lines: readonly Pick<ChartLine, 'label' | 'colour' | 'dash'>[],
  drawing: Markup,
): Markup {
  return html`<figure class="chart-card" aria-labelledby="${id}-title" id="${id}">
    <div class="chart-head">
      <h3 id="${id}-title">${title}</h3>
      ${
        lines.length > 0 &&
        html`<ul class="legend" aria-label="Series">
          ${lines.map(
            ({ label, colour, dash }, index) =>
              html`<li data-series="${index}">
                <svg width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
                  <line class="line s${colour}" x1="0" x2="22" y1="4" y2="4" stroke="#335" stroke-width="2.4" stroke-dasharray="${dash}" />
                </svg>
                <span>${label}</span>
              </li>`,
          )}
        </ul>`
      }
    </div>
    <div class="plot scroll" role="region" aria-label="${title}" tabindex="0" data-chart="${id}">${drawing}</div>
    <figcaption>${note}</figcaption>
  </figure> `;
}
