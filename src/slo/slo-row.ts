import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow, Verdict } from '../report/report.ts';
import { staysUnder } from './compare.ts';
import type { Evidence } from './evidence.ts';
import { formatSloExpression } from './format-slo-expression.ts';
import { formatSloOptions } from './format-slo-options.ts';
import type { Measurement } from './measurement.ts';
import { plainMethod } from './plain-method.ts';
import type { SloExpression } from './slo-expression.ts';

/** A measurement compared as it is: a fail is a fail on however few samples, a pass needs as many as were asked for. */
export function sloRow(slo: PlannedSlo, measured: Measurement): SloRow {
  const nRequired = samplesNeeded(slo);
  const { value, censored, atLeast, method, n, holds } = measured;
  const tooFew = n < nRequired && holds !== false;
  const few = tooFew && n > 0 ? `${n} samples, and ${nRequired} are needed to decide it` : null;
  return {
    ...identity(slo),
    value,
    interval: null,
    confidence: null,
    scope: 'run',
    statistic: 'plain',
    method,
    methodName: n === 0 ? null : plainMethod(slo.spec.expression),
    n,
    nEffective: n,
    nRequired,
    margin: marginOf(value, slo.spec.expression),
    censored,
    atLeast,
    verdict: tooFew || n === 0 ? 'inconclusive' : verdictOf(holds),
    note: [few, measured.note].filter((part) => part !== null).join('; ') || null,
    beside: null,
  };
}

/** A row that its interval decides. Too few samples can keep it from a pass, never from a fail: an outage is no lack of evidence. */
export function intervalRow(
  slo: PlannedSlo,
  measured: Measurement,
  evidence: { readonly decides: Evidence; readonly beside: Evidence | null },
  confidence: number,
): SloRow {
  const { decides, beside } = evidence;
  const plain = sloRow(slo, {
    ...measured,
    holds: decides.holds,
    note: [decides.note, aside(measured)].filter((part) => part !== null).join('; ') || null,
  });
  return {
    ...plain,
    interval: decides.interval,
    confidence,
    scope: decides.scope,
    statistic: 'interval',
    method: decides.method,
    methodName: decides.methodName,
    nEffective: decides.nEffective,
    beside:
      beside === null
        ? null
        : {
            scope: beside.scope,
            interval: beside.interval,
            nEffective: beside.nEffective,
            method: beside.method,
            methodName: beside.methodName,
            verdict: verdictOf(beside.holds),
          },
  };
}

/** What a reader must know of the value whatever decides it: an interval's note stands in the place of what the plain value would say. */
function aside({ holds, note }: Measurement): string | null {
  return holds === null ? null : note;
}

/** A row that nothing could be measured for, and why. */
export function undecidedRow(slo: PlannedSlo, method: string, note: string): SloRow {
  return sloRow(slo, { n: 0, value: null, censored: false, atLeast: null, holds: null, method, note });
}

/** The least that can decide it; of values compared as they are, what was asked for. */
export function samplesNeeded({ spec, requiredSamples }: PlannedSlo): number {
  return spec.confidence === null || spec.window !== null ? (spec.minSamples ?? 1) : Math.max(requiredSamples, spec.minSamples ?? 0);
}

/** What a row says of its SLO rather than of the run. */
export function identity(slo: PlannedSlo): Pick<SloRow, 'id' | 'expr' | 'load' | 'phase' | 'unit' | 'limit' | 'options' | 'onBreach'> {
  const { expression, onBreach } = slo.spec;
  return {
    id: slo.id,
    expr: formatSloExpression(expression),
    load: slo.load,
    phase: slo.phase,
    unit: expression.limit.unit,
    limit: expression.limit.value,
    options: formatSloOptions({ ...slo.spec, phase: null }) || null,
    onBreach: onBreach ?? 'fail',
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
