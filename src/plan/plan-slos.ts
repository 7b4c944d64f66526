import type { Experiment, SloSpec } from '../manifest/experiment.ts';
import { decides } from '../slo/decides.ts';
import { isRateOrPercentile } from '../slo/rate-or-percentile.ts';
import { unfitForClosedModel } from '../slo/closed-model.ts';
import { requiredSamples } from '../slo/required-samples.ts';
import { expectedIn, expectedSamples } from './expected-samples.ts';
import type { PlannedLoad, PlannedSlo } from './run-plan.ts';

/** One row for each SLO on each load entry that it judges: the one that it names, else all that it fits. */
export function planSlos(experiment: Experiment, loads: readonly PlannedLoad[]): PlannedSlo[] {
  return experiment.slos.flatMap((spec) => {
    if (spec.expression.metric.kind === 'probe') return [planProbeSlo(spec, experiment.faults.length > 0)];
    const judged = loads.filter((load) => (spec.load === null ? fits(spec, load) : spec.load === load.name));
    return judged.map((load) => planSlo(spec, load, judged.length > 1, experiment.faults.length > 0));
  });
}

/** A probe has no load. */
function planProbeSlo(spec: SloSpec, hasFaults: boolean): PlannedSlo {
  const phase = phaseOf(spec, hasFaults);
  const gate = phase === 'baseline' && decides(spec);
  return { id: spec.id, spec, load: null, phase, gate, expectedArrivals: 0, expectedSamples: 0, requiredSamples: spec.minSamples ?? 0 };
}

function fits({ expression, phase }: SloSpec, { model }: PlannedLoad): boolean {
  return model === 'open' || (phase === null && unfitForClosedModel(expression) === null);
}

function planSlo(spec: SloSpec, load: PlannedLoad, several: boolean, hasFaults: boolean): PlannedSlo {
  const closed = load.model === 'closed';
  const phase = closed ? 'all' : phaseOf(spec, hasFaults);
  const { most, isKnown } = expectedSamples(load, phase, spec.where);
  return {
    id: several ? `${spec.id}@${load.name}` : spec.id,
    spec,
    load: load.name,
    phase,
    gate: !closed && decides(spec) && (spec.phase === 'baseline' || (spec.phase === null && isRateOrPercentile(spec.expression))),
    expectedArrivals: isRecovery(spec) ? 0 : expectedIn(load, phase),
    expectedSamples: isRecovery(spec) || closed ? 0 : isKnown ? most : null,
    requiredSamples: Math.max(requiredSamples(spec.expression, spec.window === null ? spec.confidence : null), spec.minSamples ?? 0),
  };
}

/** A bare SLO judges the fault phase where there is one, else the whole run. */
function phaseOf({ phase, expression }: SloSpec, hasFaults: boolean): PlannedSlo['phase'] {
  if (isRecovery({ expression })) return 'recovery';
  return phase ?? (hasFaults ? 'fault' : 'all');
}

function isRecovery({ expression: { metric } }: Pick<SloSpec, 'expression'>): boolean {
  return metric.kind === 'recovery_time' || metric.kind === 'outage_to_recovery';
}
