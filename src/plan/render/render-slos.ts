import { formatSloExpression } from '../../slo/format-slo-expression.ts';
import { count, evidenceOf } from '../check-evidence.ts';
import type { PlannedSlo, RunPlan } from '../run-plan.ts';
import { cutText, textTable, wrapText } from './text-table.ts';

/** What is judged, where, and on how many arrivals. Long expressions go on over several lines. */
export function renderSlos({ slos, loads }: RunPlan): string[] {
  const several = loads.length > 1;
  const head = ['SLO', ...(several ? ['load'] : []), 'phase', 'gate', 'arrivals', 'least', 'evidence'];
  const rows = slos.flatMap((slo) => {
    const [first = '', ...rest] = wrapText(formatSloExpression(slo.spec.expression), several ? 36 : 48, '  ');
    const cells = [
      first,
      ...(several ? [cutText(slo.load ?? '', 14)] : []),
      slo.phase === 'all' ? 'whole run' : slo.phase,
      slo.gate ? 'yes' : '',
      slo.expectedSamples === 0 ? '–' : count(slo.expectedSamples),
      slo.requiredSamples === 0 ? '–' : count(slo.requiredSamples),
      evidence(slo),
    ];
    return [cells, ...rest.map((line) => [line])];
  });
  return textTable([head, ...alignNumbers(rows, several ? [4, 5] : [3, 4], head)], '  ');
}

function evidence({ expectedSamples, requiredSamples }: PlannedSlo): string {
  const found = evidenceOf(expectedSamples, requiredSamples);
  return found === 'not applicable' ? '–' : found;
}

function alignNumbers(rows: readonly (readonly string[])[], columns: readonly number[], head: readonly string[]): string[][] {
  const width = (column: number): number => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0));
  return rows.map((row) => row.map((cell, at) => (columns.includes(at) ? cell.padStart(width(at)) : cell)));
}
