import { JUDGED_PHASES } from '../../../plan/phase.ts';
import type { LoadRow, LoadStatistics, Report } from '../../report.ts';
import { html } from '../markup.ts';
import type { Markup, Piece } from '../markup.ts';
import { timeWords } from '../../words/time-words.ts';
import { countText, rateText, shareText } from '../words.ts';
import { table } from './section.ts';

const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;

/** The judged phases beside one another; beside each number of the later phases how it compares with the baseline. */
export function phasesTable(load: LoadRow, report: Report): Markup {
  const phases = JUDGED_PHASES.flatMap((name) => {
    const statistics = load.phases[name];
    return statistics === undefined ? [] : [{ name, statistics, spanMs: spanOf(report, name) }];
  });
  const base = load.phases.baseline;
  const key = load.model === 'open' ? 'responseTimeMs' : 'serviceTimeMs';
  const what = load.model === 'open' ? 'response time' : 'service time';
  const row = (name: string, cell: (one: (typeof phases)[number]) => Piece): Piece[] => [name, ...phases.map(cell)];
  const rows = [
    row(
      load.model === 'open' ? 'Offered' : 'Requests',
      ({ statistics, spanMs }) =>
        html`${countText(statistics.count)}${spanMs > 0 && html`<small>${rateText((statistics.count / spanMs) * 1000)}</small>`}`,
    ),
    row('Success rate', ({ statistics }) => shareText(statistics.successRate)),
    ...PERCENTILES.map((percentile) =>
      row(`${percentile} ${percentile === 'max' ? 'of answered' : what}`, ({ name, statistics }) => {
        const value = statistics[key][percentile];
        return html`${timeWords(statistics[key], percentile)}${name !== 'baseline' && ratioText(value, base?.[key][percentile] ?? null)}`;
      }),
    ),
    row('Failures', ({ statistics }) => failuresText(statistics)),
  ];
  return table(
    report.faults.length > 0 ? 'Baseline, fault and recovery beside one another' : 'What was measured',
    [{ name: 'Measure' }, ...phases.map(({ name }) => ({ name: report.faults.length > 0 ? NAMES[name] : name, numeric: true }))],
    rows,
  );
}

const NAMES = { baseline: 'Before (baseline)', fault: 'During (fault)', recovery: 'After (recovery)' } as const;

function spanOf(report: Report, name: string): number {
  return report.phases.filter((phase) => phase.name === name).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

function ratioText(value: number | null, base: number | null): Markup | null {
  if (value === null || base === null || base === 0) return null;
  const ratio = value / base;
  return html`<span class="ratio">× ${ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1)}</span>`;
}

function failuresText({ errors }: LoadStatistics): Markup | string {
  const kinds = Object.entries(errors).filter(([, count]) => count > 0);
  if (kinds.length === 0) return 'none';
  return html`${kinds.map(([kind, count]) => html`<div>${countText(count)} ${kind}</div>`)}`;
}
