import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { countAbove, coarseBucket } from '../stats/coarse-times.ts';
import { allowedOver } from '../stats/rank.ts';
import { changeSides, unitOf } from './change-side.ts';
import { staysUnder } from './compare.ts';
import { firstBrokenSecondMs } from './first-broken-second.ts';
import { measure } from './measure.ts';
import { arrivalsOf, countsSample, phaseSample } from './sample.ts';
import type { SloExpression, SpanMetric } from './slo-expression.ts';

/** The first second whose value is further from the baseline's than the limit allows. */
export function firstChangeBreachMs(slo: PlannedSlo, metric: SpanMetric, state: RunState, load: LoadState): number | null {
  const limit = limitBesideBaseline(slo, metric, state, load);
  if (limit === null) return null;
  if (metric.kind !== 'percentile')
    return firstBrokenSecondMs(
      slo,
      state,
      load,
      (counts, spanMs) => measure(limit, countsSample(state, load, { counts, spanMs })).holds === false,
    );
  // Nobody counted the arrivals over a limit that came of the baseline; coarsely, single seconds tell.
  if (metric.of === 'service_time') return null;
  const threshold = coarseBucket(limit.limit.value * 1000);
  const times = [...arrivalsOf(load, slo.spec.where).entries()].filter(([name]) => slo.phase === 'all' || name === slo.phase);
  return firstBrokenSecondMs(slo, state, load, (counts, spanMs, second) => {
    if (spanMs > 1000) return false;
    const over = times.reduce((sum, [, { secondTimes }]) => sum + countAbove(secondTimes.get(second) ?? new Map(), threshold), 0);
    const bad = over + counts.failed + counts.dropped;
    const under = bad <= allowedOver(metric.perTenThousand, counts.ok + counts.failed + counts.dropped);
    return staysUnder(limit.comparison) !== under;
  });
}

/** What the phase's own value is held to: the baseline's, and as much more as the limit allows. `null`: the baseline has none. */
function limitBesideBaseline({ spec }: PlannedSlo, metric: SpanMetric, state: RunState, load: LoadState): SloExpression | null {
  const { comparison, limit } = spec.expression;
  const [{ measured }] = changeSides(metric, comparison, phaseSample(state, load, 'baseline', 'finished', spec.where), null);
  const { value } = measured;
  return value === null ? null : { metric, comparison, limit: { value: value * (1 + limit.value), unit: unitOf(metric) } };
}
