import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import { isShownAbove } from '../stats/time-uniform.ts';
import { measure } from './measure.ts';
import { proportionOf } from './proportion.ts';
import { phaseSample } from './sample.ts';
import { DEFAULT_CONFIDENCE } from './slo-options.ts';

/**
 * Whether an SLO with `onBreach: stop` is broken by what is known of its phase so far. The bound is time-uniform: one may look every
 * second, and of the phases that keep the limit at most 1 − confidence are ever stopped (5 %, unless said otherwise), as long as arrivals
 * fail independently of each other. Drops are no evidence against the system. Only while the phase stands, and after `grace`.
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
  const { allowedBad, wantsFew } = share.limit;
  const alpha = 1 - (confidence ?? DEFAULT_CONFIDENCE);
  const breached = wantsFew
    ? isBeyond(allowedBad, share.bad, share.n, alpha)
    : isBeyond(1 - allowedBad, share.n - share.bad - share.dropped, share.n, alpha);
  return { breached, value: measure(expression, sample).value };
}

/** Where not one is allowed, one decides. */
function isBeyond(allowed: number, count: number, n: number, alpha: number): boolean {
  if (allowed <= 1e-12) return count > 0;
  return allowed < 1 && isShownAbove(allowed, count, n, alpha);
}
