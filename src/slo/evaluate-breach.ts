import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { capitalAgainst } from '../stats/bet-against.ts';
import { breachShares } from './breach-shares.ts';
import { measure } from './measure.ts';
import { proportionOf } from './proportion.ts';
import { phaseSample } from './sample.ts';
import { DEFAULT_CONFIDENCE } from './slo-options.ts';

/**
 * Whether an SLO with `onBreach: stop` is broken by what is known of its phase so far. The bound is time-uniform: one may look every
 * second, and of the phases that keep the limit at most 1 − confidence are ever stopped (5 %, unless said otherwise). It takes seconds,
 * not arrivals, for independent of each other: failures may come in clumps. Drops are no evidence against the system. Only while the
 * phase stands, after `grace`, and where the phase as a whole breaks the limit too.
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
  const seconds = breachShares(expression, sample);
  if (share === null || seconds === null || share.n === 0) return calm;
  const { allowedBad, wantsFew } = share.limit;
  const [allowed, against] = wantsFew ? [allowedBad, share.bad] : [1 - allowedBad, share.n - share.bad - share.dropped];
  const breached = against > allowed * share.n && isShown(allowed, seconds, 1 - (confidence ?? DEFAULT_CONFIDENCE), graceMs);
  return { breached, value: measure(expression, sample).value };
}

/** Where not one is allowed, one decides. Else the evidence of any second since `grace` does: the last ones may not be answered yet. */
function isShown(allowed: number, seconds: readonly number[], alpha: number, graceMs: number): boolean {
  if (allowed <= 1e-12) return true;
  return capitalAgainst(allowed, seconds).some((capital, second) => (second + 1) * 1_000 >= graceMs && capital >= 1 / alpha);
}
