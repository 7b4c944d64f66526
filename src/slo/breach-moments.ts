import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { compare, staysUnder } from './compare.ts';
import { firstInject } from './first-inject.ts';
import { firstFailureMs, outagesOf } from './judge-outage.ts';
import { slotsOf } from './outage-slots.ts';
import { recoveryClock } from './recovery-clock.ts';

/** When the time that was allowed ran out; of a recovery that came too early, when it came. */
export function recoveryBreachMs(
  { spec: { expression } }: PlannedSlo,
  kind: 'recovery_time' | 'outage_to_recovery',
  row: SloRow,
  state: RunState,
): number | null {
  const fromMs = kind === 'recovery_time' ? recoveryClock(state) : firstInject(state);
  const afterMs = staysUnder(expression.comparison) ? expression.limit.value : row.value;
  return fromMs === null || afterMs === null ? null : fromMs + afterMs;
}

/** Where the first outage began that was too long, or the first failure that came too early. */
export function outageBreachMs(
  slo: PlannedSlo,
  kind: 'longest_outage' | 'time_to_first_failure',
  state: RunState,
  load: LoadState,
): number | null {
  const { comparison, limit } = slo.spec.expression;
  const slots = slotsOf(load, true);
  if (kind === 'longest_outage') {
    const outages = outagesOf(slo, slots, state);
    return (outages.find(({ lastedMs }) => !compare(lastedMs, comparison, limit.value)) ?? outages[0])?.fromMs ?? null;
  }
  const injectMs = firstInject(state);
  if (injectMs === null) return null;
  return staysUnder(comparison) ? injectMs + limit.value : firstFailureMs(slots, injectMs);
}

/** When the first check of the phase was asked that did not find what it expects, or whose value breaks the limit. */
export function firstProbeBreachMs({ phase, spec: { expression } }: PlannedSlo, name: string, state: RunState): number | null {
  const probe = state.probes.get(name);
  if (probe === undefined) return null;
  const { comparison, limit } = expression;
  const isJudged = (one: { readonly phase: string | null }): boolean =>
    phase === 'all' ? JUDGED_PHASES.some((judged) => judged === one.phase) : one.phase === phase;
  const broken =
    limit.unit === 'ratio'
      ? (probe.failures.find(isJudged) ?? probe.results.find((one) => isJudged(one) && !one.ok))
      : probe.results.find((one) => isJudged(one) && one.value !== null && !compare(one.value, comparison, limit.value));
  return broken?.atMs ?? null;
}
