import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow, Verdict } from '../report/report.ts';
import { staysUnder } from './compare.ts';
import { formatSloExpression } from './format-slo-expression.ts';
import type { Measurement } from './measurement.ts';
import type { SloExpression } from './slo-expression.ts';

/** A measurement as a row: no pass without data, nor with fewer samples than could decide it. */
export function sloRow(slo: PlannedSlo, measured: Measurement): SloRow {
  const nRequired = slo.spec.minSamples ?? slo.requiredSamples;
  const tooFew = measured.n < nRequired;
  const { value, censored, atLeast, method, n } = measured;
  const few = tooFew && n > 0 ? `${n} samples, and ${nRequired} are needed to decide it` : null;
  return {
    ...identity(slo),
    value,
    statistic: 'plain',
    method,
    n,
    nEffective: n,
    nRequired,
    margin: marginOf(value, slo.spec.expression),
    censored,
    atLeast,
    verdict: tooFew || n === 0 ? 'inconclusive' : verdictOf(measured.holds),
    note: [few, measured.note].filter((part) => part !== null).join('; ') || null,
  };
}

/** A row that nothing could be measured for, and why. */
export function undecidedRow(slo: PlannedSlo, method: string, note: string): SloRow {
  return sloRow(slo, { n: 0, value: null, censored: false, atLeast: null, holds: null, method, note });
}

/** What a row says of its SLO rather than of the run. */
export function identity(
  slo: PlannedSlo,
): Pick<SloRow, 'id' | 'expr' | 'load' | 'phase' | 'unit' | 'limit' | 'interval' | 'confidence' | 'scope'> {
  const { expression } = slo.spec;
  return {
    id: slo.id,
    expr: formatSloExpression(expression),
    load: slo.load,
    phase: slo.phase,
    unit: expression.limit.unit,
    limit: expression.limit.value,
    interval: null,
    confidence: null,
    scope: 'run',
  };
}

/** How far inside its limit, as a share of the limit; `null` against a limit of 0, of which nothing is a share. */
export function marginOf(value: number | null, expression: SloExpression): number | null {
  const limit = expression.limit.value;
  if (value === null || limit === 0) return null;
  return (staysUnder(expression.comparison) ? limit - value : value - limit) / limit;
}

export function verdictOf(holds: boolean | null): Verdict {
  if (holds === null) return 'inconclusive';
  return holds ? 'pass' : 'fail';
}
