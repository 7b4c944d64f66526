import { formatSloExpression } from '../../slo/format-slo-expression.ts';
import { formatSloOptions } from '../../slo/format-slo-options.ts';
import { samplesForPower, sureSamples } from '../../slo/samples-for-power.ts';
import { formatDuration } from '../../units/duration.ts';
import { count, evidenceOf, leastSamples } from '../check-evidence.ts';
import { lookedAt } from '../expected-samples.ts';
import type { PlannedSlo, RunPlan } from '../run-plan.ts';
import { cutText, textTable, wrapText } from './text-table.ts';

/** What is judged, where, and on how many arrivals. Long expressions go on over several lines. */
export function renderSlos({ slos, loads }: RunPlan): string[] {
  const several = loads.length > 1;
  const head = ['SLO', ...(several ? ['load'] : []), 'phase', 'gate', 'arrivals', 'least', 'sure', 'takes', 'evidence'];
  const rows = slos.flatMap((slo) => {
    const [first = '', ...rest] = wrapText(textOf(slo), several ? 26 : 38, '  ');
    const cells = [
      first,
      ...(several ? [cutText(slo.load ?? '', 10)] : []),
      slo.phase === 'all' ? 'whole run' : slo.phase,
      slo.gate ? 'yes' : '',
      slo.expectedSamples === null ? 'not known' : slo.expectedSamples === 0 ? '–' : count(slo.expectedSamples),
      leastSamples(slo) === 0 ? '–' : count(leastSamples(slo)),
      ...sureCells(slo, loads),
      evidence(slo),
    ];
    return [cells, ...rest.map((line) => [line])];
  });
  return textTable([head, ...alignNumbers(rows, several ? [4, 5, 6] : [3, 4, 5], head)], '  ');
}

function textOf({ spec }: PlannedSlo): string {
  const options = formatSloOptions({ ...spec, phase: null });
  return `${formatSloExpression(spec.expression)}${options === '' ? '' : ` with ${options}`}`;
}

/** Arrivals that nearly always decide, and how long the least and those take at the load's rate. */
function sureCells(slo: PlannedSlo, loads: RunPlan['loads']): [sure: string, takes: string] {
  const { spec, load } = slo;
  const least = leastSamples(slo);
  const from = loads.find(({ name }) => name === load);
  const { share, isKnown } = from === undefined ? { share: 0, isKnown: true } : lookedAt(from, spec.where);
  const rate = (from?.peakRate ?? 0) * share;
  const power = spec.window === null ? samplesForPower(spec.expression, spec.confidence) : null;
  const seconds = (n: number): string => formatDuration(Math.max(1, Math.ceil(n / rate)) * 1000);
  const sure = power === null ? null : sureSamples(power);
  if (rate <= 0 || least === 0) return ['–', '–'];
  if (!isKnown) return [sure === null ? '–' : count(sure), '–'];
  return [sure === null ? '–' : count(sure), sure === null ? seconds(least) : `${seconds(least)} / ${seconds(sure)}`];
}

function evidence(slo: PlannedSlo): string {
  const found = evidenceOf(slo.expectedSamples, leastSamples(slo));
  return found === 'not applicable' ? '–' : found;
}

function alignNumbers(rows: readonly (readonly string[])[], columns: readonly number[], head: readonly string[]): string[][] {
  const width = (column: number): number => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0));
  return rows.map((row) => row.map((cell, at) => (columns.includes(at) ? cell.padStart(width(at)) : cell)));
}
