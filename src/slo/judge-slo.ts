import type { LoadState } from '../events/load-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { bytesBeside } from './bytes-beside.ts';
import { isCensus } from './decide-share.ts';
import { evidenceOf } from './evidence.ts';
import { judgeChange } from './judge-change.ts';
import { judgeOutage } from './judge-outage.ts';
import { judgeProbe } from './judge-probe.ts';
import { judgeRecovery } from './judge-recovery.ts';
import { judgeWindows } from './judge-windows.ts';
import { measure } from './measure.ts';
import { momentEvidence } from './moment-evidence.ts';
import { phaseSample } from './sample.ts';
import type { Standpoint } from './sample.ts';
import { shareLimitOf } from './share-limit.ts';
import { describeFilter } from './slo-options.ts';
import { intervalRow, sloRow, undecidedRow } from './slo-row.ts';

/** Every SLO on what the run has recorded, in the plan's order. */
export function judgeSlos(slos: readonly PlannedSlo[], state: RunState): SloRow[] {
  return slos.map((slo) => judgeSlo(slo, state));
}

/** One SLO on one load in one phase. No data is never a pass, and a fail needs no least number of samples. */
export function judgeSlo(slo: PlannedSlo, state: RunState, standpoint: Standpoint = 'finished'): SloRow {
  const { metric } = slo.spec.expression;
  if (metric.kind === 'probe') return judgeProbe(slo, metric.name, state);
  if (metric.kind === 'recovery_time' || metric.kind === 'outage_to_recovery') return judgeRecovery(slo, metric, state);
  const load = slo.load === null ? undefined : state.loads.get(slo.load);
  if (load === undefined) return undecidedRow(slo, 'none', `there is no load \`${slo.load}\``);
  const happened = slo.phase === 'all' || state.phases.some((phase) => phase.name === slo.phase);
  if (!happened) return undecidedRow(slo, 'none', `the ${slo.phase} phase did not happen`);
  if (metric.kind === 'longest_outage' || metric.kind === 'time_to_first_failure') return judgeOutage(slo, metric.kind, state, load);
  if (metric.kind === 'vs_baseline') return judgeChange(slo, metric.of, state, load, standpoint);
  return slo.spec.window ? judgeWindows(slo, slo.spec.window, state, load, standpoint) : judgeSpan(slo, state, load, standpoint);
}

/** On the interval of the share of bad arrivals, of the mean or of the standard deviation, where the metric is one; else as it is. */
function judgeSpan(slo: PlannedSlo, state: RunState, load: LoadState, standpoint: Standpoint): SloRow {
  const { expression, confidence, steady, where } = slo.spec;
  const sample = phaseSample(state, load, slo.phase, standpoint, where);
  const measured = measure(expression, sample);
  if (isMixed(load, slo) && (measured.value !== null || measured.n > 0) && isPerRequest(slo)) {
    return undecidedRow(slo, measured.method, 'times and sizes were not recorded by status, and some outcome had several');
  }
  if (measured.n === 0 && where) {
    const known = [...load.endpoints.keys()].slice(0, 10).join(', ');
    return undecidedRow(slo, measured.method, `no arrival matches ${describeFilter(where)}; there were arrivals of ${known || 'nothing'}`);
  }
  if (confidence == null) return sloRow(slo, measured);
  const asked = { confidence, steady: steady ?? false, beside: standpoint === 'finished' };
  const limit = shareLimitOf(expression);
  if (limit !== null && isCensus(limit)) return sloRow(slo, measured);
  const evidence = limit === null ? momentEvidence(expression, sample, asked) : evidenceOf(expression, sample, asked);
  if (evidence !== null) return intervalRow(slo, measured, evidence, confidence);
  const beside = asked.beside ? bytesBeside(expression, sample, measured.value, confidence) : null;
  return beside === null ? sloRow(slo, measured) : { ...sloRow(slo, measured), confidence, beside };
}

function isMixed(load: LoadState, { spec: { where } }: PlannedSlo): boolean {
  return where != null && [...load.filtered.values()].some(({ filter, mixed }) => mixed && filter.status === where.status);
}

function isPerRequest({ spec: { expression } }: PlannedSlo): boolean {
  return 'of' in expression.metric || expression.metric.kind === 'bytes';
}
