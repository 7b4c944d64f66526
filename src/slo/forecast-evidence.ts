import type { RunState } from '../events/run-state.ts';
import { expectedIn } from '../plan/expected-samples.ts';
import type { PlannedLoad, PlannedSlo } from '../plan/run-plan.ts';
import { proportionInterval } from '../stats/proportion-interval.ts';
import { decideShare, isCensus, samplesToDecide } from './decide-share.ts';
import { formatMeasured } from './format-measured.ts';
import { formatSloExpression } from './format-slo-expression.ts';
import { proportionOf } from './proportion.ts';
import { phaseSample } from './sample.ts';

/**
 * What the plan foresaw of the evidence, seen again with the baseline's own share of bad arrivals: SLOs on a later phase that would be
 * too close to call if that phase went as the baseline did. A warning each; a phase that goes otherwise may still decide.
 */
export function forecastEvidence(slos: readonly PlannedSlo[], loads: readonly PlannedLoad[], state: RunState): string[] {
  return slos.flatMap((slo) => {
    const { expression, confidence, where, window } = slo.spec;
    const load = slo.load === null ? undefined : state.loads.get(slo.load);
    const planned = loads.find(({ name }) => name === slo.load);
    if (slo.phase === 'baseline' || load === undefined || planned === undefined || confidence === null || window !== null) return [];
    const sample = phaseSample(state, load, 'baseline', 'known-now', where);
    const share = proportionOf(expression, sample);
    if (share === null || share.n === 0 || isCensus(share.limit)) return [];
    const bad = share.bad / share.n;
    // Of the arrivals that `where` lets through, as large a part as in the baseline.
    const part = where === null ? 1 : sample.counts.offered / phaseSample(state, load, 'baseline', 'known-now').counts.offered;
    const expected = Math.round(expectedIn(planned, slo.phase) * part);
    const decided =
      expected > 0 ? decideShare(proportionInterval(bad * expected, expected, confidence, share.limit.method), share.limit) : true;
    if (decided !== null) return [];
    const needed = samplesToDecide(bad, share.limit, confidence);
    const seconds = needed === null || planned.peakRate <= 0 ? null : Math.ceil(needed / (planned.peakRate * part));
    const what = `\`${formatSloExpression(expression)}\` would be too close to call if the ${slo.phase} phase went as the baseline did`;
    const why = `${formatMeasured(bad, 'ratio', share.limit.allowedBad)} of its arrivals were over the limit or failed, ${formatMeasured(share.limit.allowedBad, 'ratio')} are allowed`;
    const advice =
      seconds === null ? 'no length would decide it' : `some ${seconds}s (${needed?.toLocaleString('en-US')} arrivals) would decide it`;
    return [`${what}: ${why}; ${advice}`];
  });
}
