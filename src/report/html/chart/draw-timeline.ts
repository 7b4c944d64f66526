import { describeSlo } from '../../../slo/describe-row.ts';
import type { Report, SloRow } from '../../report.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { offsetText } from '../words.ts';
import { clockText, px, timeTicks } from './axes.ts';
import { xScale } from './draw-frame.ts';
import type { RunFrame } from './run-frame.ts';

const LANE = 30;
const LEFT = 150;
const WIDTH = 960;

/** The story as lanes: phases; each fault from injection over proof to gone; what an operator held; recovery; what a failure points to. */
export function drawTimeline(report: Report, frame: RunFrame, recoveryFromMs: number | null): Markup {
  const recoveries = recoveryFromMs === null ? [] : report.slos.filter(({ expr }) => expr.startsWith('recovery_time'));
  const held = frame.holds.length > 0 ? 1 : 0;
  const lanes = 1 + report.faults.length + held + recoveries.length + (frame.marks.length > 0 ? 1 : 0);
  const height = lanes * LANE + 26;
  const x = xScale(frame, { width: WIDTH, height, left: LEFT, right: 14, top: 0, bottom: 24 });
  const floor = lanes * LANE;
  const after = 1 + report.faults.length + held;
  return html`<svg
    class="timeline"
    viewBox="0 0 ${WIDTH} ${height}"
    role="img"
    aria-label="Timeline of the run. ${said(report)}"
    font-family="system-ui, sans-serif"
  >
    <defs>
      <pattern id="lane-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" y1="0" x2="0" y2="6" stroke="#c8871e" stroke-width="1.5" />
      </pattern>
    </defs>
    ${timeTicks(frame.fromS, frame.toS).map(
      (tick) =>
        html`<line class="grid" x1="${px(x(tick))}" x2="${px(x(tick))}" y1="0" y2="${floor}" stroke="#dde" /><text
            class="tick"
            x="${px(x(tick))}"
            y="${floor + 16}"
            text-anchor="middle"
            font-size="11"
            fill="#667"
            >${clockText(tick)}</text
          >`,
    )}
    ${laneName('phases', 0)}
    ${frame.phases.map(({ name, fromS, toS }) => {
      const width = Math.max(1, x(toS) - x(fromS) - 2);
      return html`<g
        ><title>${name}</title
        ><rect
          class="phase ${name}"
          x="${px(x(fromS) + 1)}"
          y="5"
          width="${px(width)}"
          height="${LANE - 10}"
          rx="4"
          fill="#dfe3ea"
        />${width > name.length * 6.6 + 10 && html`<text class="phase-label" x="${px(x(fromS) + 9)}" y="19" font-size="11.5" fill="#445">${name}</text>`}</g
      >`;
    })}
    ${report.faults.map((fault, index) => faultLane(fault, index + 1, x, frame.toS))} ${held > 0 && heldLane(frame, after - 1, x)}
    ${recoveries.map((row, index) => recoveryLane(row, after + index, x, (recoveryFromMs ?? 0) / 1000, frame.toS))}
    ${frame.marks.length > 0 && markLane(frame, lanes - 1, x)}
  </svg>`;
}

function laneName(name: string, lane: number): Markup {
  const short = name.length > 21 ? `${name.slice(0, 20)}…` : name;
  return html`<text class="lane-name" x="${LEFT - 12}" y="${lane * LANE + 19}" text-anchor="end" font-size="11.5" fill="#445"
    ><title>${name}</title>${short}</text
  >`;
}

function faultLane(fault: Report['faults'][number], lane: number, x: (s: number) => number, toS: number): Markup {
  const top = lane * LANE;
  const middle = top + LANE / 2;
  const { injectCalledAtMs, provenAtMs, undoCalledAtMs, goneAtMs } = fault;
  if (injectCalledAtMs === null) {
    return html`${laneName(fault.id, lane)}<text class="tick" x="${LEFT + 4}" y="${top + 19}" font-size="11" fill="#667"
        >never injected</text
      >`;
  }
  const from = x(injectCalledAtMs / 1000);
  const to = x(goneAtMs === null ? toS : goneAtMs / 1000);
  const label = `${fault.type}: ${provenAtMs === null ? 'not proven' : 'proven'}, ${goneAtMs === null ? 'not proven gone' : 'gone'}`;
  return html`${laneName(fault.id, lane)}
    <g
      ><title>${label}</title>
      <rect
        class="band"
        x="${px(from)}"
        y="${top + 6}"
        width="${px(Math.max(2, to - from))}"
        height="${LANE - 12}"
        rx="3"
        fill="#f5d9a8"
        fill-opacity=".6"
      />
      <rect
        x="${px(from)}"
        y="${top + 6}"
        width="${px(Math.max(2, to - from))}"
        height="${LANE - 12}"
        rx="3"
        fill="url(#lane-hatch)"
        fill-opacity=".45"
      />
      ${provenAtMs !== null && html`<path class="proven" d="M${px(x(provenAtMs / 1000) - 5)} ${middle}l4 4l7 -8" fill="none" stroke="#8f5b00" stroke-width="2.4" />`}
      ${undoCalledAtMs !== null && html`<line class="undo" x1="${px(x(undoCalledAtMs / 1000))}" x2="${px(x(undoCalledAtMs / 1000))}" y1="${top + 4}" y2="${top + LANE - 4}" stroke="#8f5b00" stroke-width="1.5" />`}
      ${goneAtMs !== null && html`<path class="gone" d="M${px(to - 5)} ${middle}l4 4l7 -8" fill="none" stroke="#1a7f4b" stroke-width="2.4" />`}
    </g>`;
}

function heldLane(frame: RunFrame, lane: number, x: (s: number) => number): Markup {
  const top = lane * LANE;
  return html`${laneName('held', lane)}${frame.holds.map(({ fromS, toS }) => {
    const from = x(fromS);
    return html`<g class="held"
      ><title>held by an operator, ${clockText(fromS)} to ${clockText(toS)}</title
      ><rect x="${px(from)}" y="${top + 11}" width="${px(Math.max(2, x(toS) - from))}" height="8" rx="2" fill="#667"
    /></g>`;
  })}`;
}

/** From the clock's start to where it recovered, and its limit. */
function recoveryLane(row: SloRow, lane: number, x: (s: number) => number, clockS: number, toS: number): Markup {
  const top = lane * LANE;
  const middle = top + LANE / 2;
  const recoveredS = row.value === null ? null : clockS + row.value / 1000;
  const limitS = clockS + row.limit / 1000;
  const to = Math.min(recoveredS ?? toS, toS);
  const tone = row.verdict === 'pass' ? 'good' : row.verdict === 'fail' ? 'bad' : 'warn';
  const said =
    recoveredS === null
      ? 'not recovered'
      : row.value === 0
        ? 'recovered at once'
        : `recovered within ${Number(((row.value ?? 0) / 1000).toPrecision(3))} s`;
  return html`${laneName('recovery', lane)}
    <g class="recovery ${tone}"
      ><title>${describeSlo(row)}: ${said}</title>
      <line class="dimension" x1="${px(x(clockS))}" x2="${px(x(to))}" y1="${middle}" y2="${middle}" stroke="#1a7f4b" stroke-width="3" />
      <line
        class="dimension"
        x1="${px(x(clockS))}"
        x2="${px(x(clockS))}"
        y1="${top + 7}"
        y2="${top + LANE - 7}"
        stroke="#1a7f4b"
        stroke-width="2"
      />
      ${recoveredS !== null && html`<circle class="recovered" cx="${px(x(to))}" cy="${middle}" r="4.5" fill="#1a7f4b" />`}
      ${limitS <= toS && html`<line class="limit" x1="${px(x(limitS))}" x2="${px(x(limitS))}" y1="${top + 4}" y2="${top + LANE - 4}" stroke="#c0312b" stroke-width="1.5" stroke-dasharray="4 2" /><text class="limit-name" x="${px(x(limitS) + 4)}" y="${top + 12}" font-size="10" fill="#c0312b">limit</text>`}
      ${anchored(said, x(to), x(limitS), middle, x(toS))}
    </g>`;
}

function anchored(said: string, to: number, limit: number, middle: number, end: number): Markup {
  const room = said.length * 6.2;
  const right = Math.max(to + 10, limit >= to && limit < to + room + 14 ? limit + 34 : 0);
  return right + room < end + 10
    ? html`<text class="lane-label" x="${px(right)}" y="${middle + 4}" font-size="11.5" fill="#445">${said}</text>`
    : html`<text class="lane-label" x="${px(to - 10)}" y="${middle - 5}" text-anchor="end" font-size="11.5" fill="#445">${said}</text>`;
}

/** Each where it is, with its time where that has room. */
function markLane(frame: RunFrame, lane: number, x: (s: number) => number): Markup {
  const top = lane * LANE;
  const seen = new Set<number>();
  let free = 0;
  return html`${laneName('what failed', lane)}${frame.marks
    .toSorted((a, b) => a.atS - b.atS)
    .map(({ label, atS }) => {
      const at = Math.round(x(atS));
      if (seen.has(at)) return null;
      seen.add(at);
      const time = offsetText(atS * 1000);
      const width = time.length * 6.4;
      const isLeft = at + 10 + width > WIDTH;
      const hasRoom = (isLeft ? at - 10 - width : at) >= free;
      if (hasRoom) free = at + 22 + (isLeft ? 0 : width);
      return html`<g
        ><title>${label}</title
        ><line class="mark" x1="${at}" x2="${at}" y1="0" y2="${top + 12}" stroke="#c0312b" stroke-width="1.5" stroke-dasharray="2 3" /><path
          class="mark-head"
          d="M${at - 6} ${top + 23}h12l-6 -11z"
          fill="#c0312b"
        />${
          hasRoom &&
          html`<text
            class="mark-name"
            x="${isLeft ? at - 10 : at + 10}"
            y="${top + 22}"
            text-anchor="${isLeft ? 'end' : 'start'}"
            font-size="11.5"
            fill="#c0312b"
            >${time}</text
          >`
        }</g
      >`;
    })}`;
}

function said(report: Report): string {
  const phases = report.phases.map(({ name, fromMs, toMs }) => `${name} from ${clockText(fromMs / 1000)} to ${clockText(toMs / 1000)}`);
  return `Phases: ${phases.join(', ')}.`;
}
