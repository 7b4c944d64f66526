import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { clockText, linear, px, timeTicks } from './axes.ts';
import type { Plot, Scale } from './axes.ts';
import type { RunFrame } from './run-frame.ts';

export function xScale({ fromS, toS }: Pick<RunFrame, 'fromS' | 'toS'>, plot: Plot): Scale {
  return linear(fromS, toS, plot.left, plot.width - plot.right);
}

/**
 * What lies behind the data: fault bands, hatched so that they show without colour, what an operator held,
 * boundaries of phases with their names, time axis.
 * Presentation attributes stand beside the classes: where a server forbids the page's style, the drawing still reads.
 */
export function drawFrame(frame: RunFrame, plot: Plot, id: string): Markup {
  const x = xScale(frame, plot);
  const floor = plot.height - plot.bottom;
  return html`<defs>
      <pattern id="${id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" y1="0" x2="0" y2="6" stroke="#c8871e" stroke-width="1.5" />
      </pattern>
    </defs>
    ${frame.faults.map(({ label, fromS, toS }) => {
      const width = Math.max(2, x(toS) - x(fromS));
      return html`<g>
        <title>fault ${label}</title>
        <rect
          class="band"
          x="${px(x(fromS))}"
          y="${plot.top}"
          width="${px(width)}"
          height="${floor - plot.top}"
          fill="#f5d9a8"
          fill-opacity=".35"
        />
        <rect
          x="${px(x(fromS))}"
          y="${plot.top}"
          width="${px(width)}"
          height="${floor - plot.top}"
          fill="url(#${id}-hatch)"
          fill-opacity=".3"
        />
        <line
          class="band-edge"
          x1="${px(x(fromS))}"
          x2="${px(x(fromS) + width)}"
          y1="${plot.top}"
          y2="${plot.top}"
          stroke="#c8871e"
          stroke-width="2"
        />
      </g>`;
    })}
    ${frame.holds.map(({ fromS, toS }) => {
      const [left, right] = [x(fromS), x(toS)];
      return html`<g class="held">
        <title>held by an operator</title>
        <rect x="${px(left)}" y="${floor - 3}" width="${px(Math.max(2, right - left))}" height="3" fill="#667" />
        ${right - left > 34 && html`<text x="${px(left + 5)}" y="${floor - 7}" font-size="11" fill="#667">held</text>`}
      </g>`;
    })}
    ${timeTicks(frame.fromS, frame.toS).map(
      (tick) =>
        html`<text class="tick" x="${px(x(tick))}" y="${plot.height - 8}" text-anchor="middle" font-size="11" fill="#667"
          >${clockText(tick)}</text
        >`,
    )}
    ${phaseNames(frame, plot, x)}`;
}

/** Above everything: what a failure points to. */
export function drawMarks(frame: RunFrame, plot: Plot): Markup {
  const x = xScale(frame, plot);
  const floor = plot.height - plot.bottom;
  return html`${frame.marks.map(
    ({ label, atS }) =>
      html`<g>
        <title>${label}</title>
        <line
          class="mark"
          x1="${px(x(atS))}"
          x2="${px(x(atS))}"
          y1="${plot.top}"
          y2="${floor}"
          stroke="#c0312b"
          stroke-width="1.5"
          stroke-dasharray="2 3"
        />
        <path class="mark-head" d="M${px(x(atS) - 4)} ${floor + 1}h8l-4 -6z" fill="#c0312b" />
      </g>`,
  )}`;
}

function phaseNames({ phases }: RunFrame, plot: Plot, x: Scale): Markup {
  return html`${phases.map(({ name, fromS, toS }) => {
    const from = x(fromS);
    const room = x(toS) - from;
    return html`<line
        class="boundary"
        x1="${px(from)}"
        x2="${px(from)}"
        y1="${plot.top - 14}"
        y2="${plot.height - plot.bottom}"
        stroke="#99a"
        stroke-width="1"
        stroke-opacity=".5"
      />${
        room > name.length * 6.5 + 8 &&
        html`<text class="phase-name" x="${px(from + 5)}" y="${plot.top - 7}" font-size="11" fill="#556">${name}</text>`
      }`;
  })}`;
}
