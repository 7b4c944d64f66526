import type { SloRow } from '../../report/report.ts';
import { describeInterval, describeValue } from '../../slo/describe-row.ts';
import { evidenceWords, sampleWords } from '../../report/words/evidence-words.ts';
import { formatCount, NO_VALUE } from '../text/format-measure.ts';
import type { PhaseSpan, SloView } from './dashboard-view.ts';

/**
 * Rows judged on what is known now, in the words of a run that is not over.
 * @param cutShort it ended, or is being stopped: a phase that has not begun never will
 */
export function selectSlos(rows: readonly SloRow[], phases: readonly PhaseSpan[], cutShort: boolean): SloView[] {
  const loads = new Set(rows.map((row) => row.load));
  return rows.map((row) => ({
    expr: row.expr,
    load: loads.size > 1 ? (row.load ?? '') : '',
    options: row.options ?? '',
    where: row.phase === 'all' ? 'whole run' : row.phase,
    value: valueText(row),
    interval: intervalText(row),
    confidence: row.interval === null ? null : row.confidence,
    evidence: row.n === 0 ? [] : evidenceWords(row),
    n: row.n,
    samples: row.n === 0 ? '' : sampleWords(row, formatCount),
    margin: marginText(row.margin),
    ...standing(row, stateOf(row, phases), cutShort),
  }));
}

function stateOf(row: SloRow, phases: readonly PhaseSpan[]): PhaseSpan['state'] {
  if (row.phase !== 'all') return phases.find((phase) => phase.name === row.phase)?.state ?? 'pending';
  const judged = phases.filter((phase) => phase.name !== 'warmup');
  if (judged.length > 0 && judged.every((phase) => phase.state === 'done')) return 'done';
  return judged.some((phase) => phase.state !== 'pending') ? 'current' : 'pending';
}

function standing(row: SloRow, state: PhaseSpan['state'], cutShort: boolean): Pick<SloView, 'state' | 'note' | 'tone'> {
  if (state === 'pending') return { state: cutShort ? 'unreached' : 'not yet', note: '', tone: 'dim' };
  const note = row.note ?? '';
  const over = state === 'done';
  switch (row.verdict) {
    case 'pass':
      return { state: over ? 'pass' : 'holds', note, tone: 'good' };
    case 'fail':
      return { state: over ? 'FAIL' : 'BREACHED', note, tone: 'bad' };
    case 'inconclusive':
      return { state: 'undecided', note, tone: over ? 'warn' : 'dim' };
    default:
      return row.verdict satisfies never;
  }
}

function valueText(row: SloRow): string {
  const nothing = row.value === null && (!row.censored || (row.atLeast ?? 0) === 0);
  return nothing ? NO_VALUE : describeValue(row);
}

/** `588ms – 641ms`. */
function intervalText(row: SloRow): string {
  return describeInterval(row) ?? '';
}

/** How far inside its limit, as a share of the limit: `+23%`; `-12%` is over. */
function marginText(margin: number | null): string {
  if (margin === null || !Number.isFinite(margin)) return NO_VALUE;
  const percent = margin * 100;
  const digits = Math.abs(percent) < 1 && percent !== 0 ? 2 : 0;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(digits)}%`;
}
