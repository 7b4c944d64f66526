import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { capitalAgainst } from '../stats/bet-against.ts';
import { blockShares } from '../stats/bet-blocks.ts';
import { isBoundToFail } from './bound-to-fail.ts';
import { breachShares } from './breach-shares.ts';
import { measure } from './measure.ts';
import { proportionOf } from './proportion.ts';
import type { Proportion } from './proportion.ts';
import { phaseSample } from './sample.ts';
import type { Sample } from './sample.ts';
import { DEFAULT_CONFIDENCE } from './slo-options.ts';

/**
 * Whether an SLO with `onBreach: stop` is broken by what is known of its phase so far: it will fail whatever the arrivals to come do, and
 * more is bad than a system at the limit itself would have by chance. So no phase is stopped that would not have failed, and of those
 * that keep the limit in truth at most 1 − confidence (5 %, unless said otherwise), as long as their bad spells are short beside a
 * twentieth of the phase. One may look every second. How many arrivals a closed load has nobody knows: there the second alone decides. Only
 * while the phase stands, after `grace`.
 */
export function evaluateBreach(
  slo: PlannedSlo,
  state: RunState,
  nowMs: number,
): { readonly breached: boolean; readonly value: number | null } {
  const calm = { breached: false, value: null };
  const { expression, confidence, graceMs, where } = slo.spec;
  const phase = state.phases.find(({ name, toMs }) => (slo.phase === 'all' ? name !== 'warmup' : name === slo.phase && toMs === null));
  const load = slo.load === null ? undefined : state.loads.get(slo.load);
  if (phase === undefined || load === undefined || nowMs < phase.fromMs + graceMs) return calm;
  const sample = phaseSample(state, load, slo.phase, 'known-now', where);
  const share = proportionOf(expression, sample);
  if (share === null || share.n === 0) return calm;
  const all = where === null ? sample : phaseSample(state, load, slo.phase, 'known-now');
  const isLost = slo.expectedArrivals === 0 || isBoundToFail(share, mostLeft(slo.expectedArrivals, all, sample), confidence);
  const breached = isLost && isShown(slo, sample, share, plannedSeconds(slo, state));
  return { breached, value: measure(expression, sample).value };
}

/**
 * How many arrivals are still to come at most. Of those that a `where` lets through, as large a part as so far. Poisson arrivals may be
 * some more than planned: four standard deviations.
 */
function mostLeft(expected: number, all: Sample, looked: Sample): number {
  const { offered } = all.counts;
  const left = (Math.max(0, expected - offered) * looked.counts.offered) / Math.max(1, offered);
  return Math.ceil(left + 4 * Math.sqrt(left));
}

function plannedSeconds({ phase }: PlannedSlo, { header }: RunState): number {
  if (header === null) return 0;
  const { baselineMs, faultMs, recoveryMs } = header.timeline;
  return (
    (phase === 'all' ? baselineMs + faultMs + recoveryMs : { baseline: baselineMs, fault: faultMs, recovery: recoveryMs }[phase]) / 1000
  );
}

/**
 * By bets on the shares of the phase's twentieths, which are time-uniform. Only where the phase as a whole breaks the limit too. Where not
 * one is allowed, one decides. Else the evidence of any block since `grace` does: the last ones may not be answered yet.
 */
function isShown(
  { spec: { expression, confidence, graceMs } }: PlannedSlo,
  sample: Sample,
  share: Proportion,
  phaseSeconds: number,
): boolean {
  const seconds = breachShares(expression, sample);
  const { allowedBad, wantsFew } = share.limit;
  const [allowed, against] = wantsFew ? [allowedBad, share.bad] : [1 - allowedBad, share.n - share.bad - share.dropped];
  if (seconds === null || against <= allowed * share.n) return false;
  if (allowed <= 1e-12) return true;
  const blocks = blockShares(seconds, phaseSeconds);
  const enough = 1 / (1 - (confidence ?? DEFAULT_CONFIDENCE));
  return capitalAgainst(allowed, blocks.shares).some(
    (capital, block) => (block + 1) * blocks.seconds * 1_000 >= graceMs && capital >= enough,
  );
}
