import { describeValue } from '../../../slo/describe-row.ts';
import { formatMeasured } from '../../../slo/format-measured.ts';
import type { Report, SloRow } from '../../report.ts';
import { evidenceWords } from '../../words/evidence-words.ts';
import { marginWords } from '../../words/margin-words.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { countText, phaseText } from '../words.ts';
import { badge } from './badge.ts';
import { table } from './section.ts';
import type { Section } from './section.ts';

export function sloSection({ slos, load }: Report): Section | null {
  if (slos.length === 0) return null;
  const several = load.length > 1;
  const rows = slos.map((row) => [
    html`<code>${row.expr}${row.options !== null && ` ${row.options}`}</code
      >${row.onBreach === 'warn' && html`<small>warns only: decides nothing</small>`}${row.note !== null && html`<small>${row.note}</small>`}`,
    badge(row.verdict, row.verdict === 'inconclusive' ? 'undecided' : row.verdict),
    ...(several ? [row.load ?? 'probe'] : []),
    phaseText(row.phase),
    html`<strong>${describeValue(row)}</strong>`,
    intervalText(row),
    formatMeasured(row.limit, row.unit),
    marginCell(row),
    samples(row),
  ]);
  return {
    id: 'slos',
    title: 'Service level objectives',
    short: 'SLOs',
    body: table(
      'Each SLO with what was measured',
      [
        { name: 'SLO' },
        { name: 'Verdict' },
        ...(several ? [{ name: 'Load' }] : []),
        { name: 'Phase' },
        { name: 'Value', numeric: true },
        { name: 'Interval', numeric: true },
        { name: 'Limit', numeric: true },
        { name: 'Margin' },
        { name: 'n', numeric: true },
      ],
      rows,
      'cards',
    ),
  };
}

function intervalText(row: SloRow): Markup | string {
  const texts = evidenceWords(row);
  return texts.length === 0 ? '–' : html`${texts.map((text) => html`<small title="${row.method}">${text}</small>`)}`;
}

function samples({ n, nEffective, nRequired }: SloRow): Markup {
  return html`${countText(n)}${nEffective < n && html`<small>worth ${countText(nEffective)}</small>`}${nRequired > 1 && html`<small>needs ${countText(nRequired)}</small>`}`;
}

/** How far inside its limit, as a bar from the middle: inside to the right, beyond to the left. */
function marginCell({ margin, verdict }: SloRow): Markup | string {
  if (margin === null) return '–';
  const share = Math.max(-1, Math.min(1, margin));
  const width = Math.max(1, Math.abs(share) * 30);
  const tone = verdict === 'fail' || margin < 0 ? 'bad' : 'good';
  return html`<svg class="margin ${tone}" width="62" height="10" viewBox="0 0 62 10" aria-hidden="true">
      <rect class="rail" x="0" y="4" width="62" height="2" fill="#dde" />
      <rect class="bar" x="${share < 0 ? 31 - width : 31}" y="1" width="${width}" height="8" rx="1" fill="#889" />
      <rect class="zero" x="30.5" y="0" width="1" height="10" fill="#556" />
    </svg>
    <span class="nowrap">${marginWords(margin)}</span>`;
}
