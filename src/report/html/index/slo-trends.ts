import { describeSlo, describeValue } from '../../../slo/describe-row.ts';
import { formatMeasured } from '../../../slo/format-measured.ts';
import type { SloRow, Verdict } from '../../report.ts';
import { linear, px } from '../chart/axes.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { badge } from '../sections/badge.ts';
import { table } from '../sections/section.ts';
import { phaseText } from '../words.ts';
import type { IndexedRun } from './index-page.ts';

const WIDTH = 220;
const HEIGHT = 38;
const BEYOND = 3;
/** Older runs are in the table. */
const MOST_RUNS = 40;

/** Each SLO of an experiment over its runs, oldest at the left, against its limit of now. */
export function sloTrends(runs: readonly IndexedRun[]): Markup | null {
  const latest = runs[0]?.report.slos ?? [];
  if (latest.length === 0) return null;
  const rows = latest.map((row) => {
    const past = runs
      .slice(0, MOST_RUNS)
      .toReversed()
      .flatMap(({ report }) => report.slos.filter(({ id, load, phase }) => id === row.id && load === row.load && phase === row.phase));
    return [
      html`<code>${describeSlo(row)}</code>`,
      phaseText(row.phase),
      html`<strong>${describeValue(row)}</strong>`,
      formatMeasured(row.limit, row.unit),
      badge(row.verdict, row.verdict === 'inconclusive' ? 'undecided' : row.verdict),
      trend(row, past),
    ];
  });
  return table(
    'SLOs over the runs',
    ['SLO', 'Phase', 'Latest', 'Limit', 'Verdict', 'Trend'].map((name, index) => ({ name, numeric: index === 2 || index === 3 })),
    rows,
  );
}

const CLASSES: Readonly<Record<Verdict, string>> = { pass: 's2', fail: 's4', inconclusive: 's6' };

function trend(now: SloRow, past: readonly SloRow[]): Markup {
  const known = past.flatMap(({ value }) => value ?? []);
  const all = [...known, now.limit];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const x = linear(0, Math.max(1, past.length - 1), 6, WIDTH - 6);
  const y = linear(low, high, HEIGHT - 6, 6);
  // Above all that was measured is what is only known to be longer; a run without data leaves a gap.
  const points = past.map(({ value, verdict, censored }, index) => {
    const height = value === null ? (censored ? BEYOND : null) : y(value);
    return height === null ? null : { x: x(index), y: height, verdict };
  });
  const path = points
    .map((point, index) => (point === null ? '' : `${(points[index - 1] ?? null) === null ? 'M' : 'L'}${px(point.x)} ${px(point.y)}`))
    .join('');
  const said = `${past.length} runs: ${past.map((row) => `${describeValue(row)} ${row.verdict}`).join(', ')}. Limit ${formatMeasured(now.limit, now.unit)}.`;
  return html`<svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}">
    <line class="limit" x1="0" x2="${WIDTH}" y1="${px(y(now.limit))}" y2="${px(y(now.limit))}" stroke="#c0312b" stroke-dasharray="4 3" />
    <path class="line s6" d="${path}" fill="none" stroke="#889" stroke-width="1.4" />
    ${points
      .filter((point) => point !== null)
      .map((point) =>
        point.verdict === 'fail'
          ? html`<path class="beyond ${CLASSES.fail}" d="M${px(point.x - 4)} ${px(point.y + 3)}h8l-4 -7z" fill="#c0312b" />`
          : html`<circle class="dot ${CLASSES[point.verdict]}" cx="${px(point.x)}" cy="${px(point.y)}" r="3" fill="#335" />`,
      )}
  </svg>`;
}
