import type { RunState } from '../events/run-state.ts';
import { JUDGED_PHASES } from '../plan/phase.ts';
import type { PlannedSlo } from '../plan/run-plan.ts';
import type { SloRow } from '../report/report.ts';
import { compare, staysUnder } from './compare.ts';
import { sloRow, undecidedRow } from './slo-row.ts';

/** With a limit in %: the share of the phase's checks that met their expectation. With a number: the worst value of the phase. */
export function judgeProbe(slo: PlannedSlo, name: string, state: RunState): SloRow {
  const { comparison, limit } = slo.spec.expression;
  const probe = state.probes.get(name);
  if (probe === undefined) return undecidedRow(slo, 'none', `there is no probe \`${name}\``);
  const phases: readonly string[] = slo.phase === 'all' ? JUDGED_PHASES : [slo.phase];
  if (limit.unit === 'ratio') {
    const method = 'share of the checks that met their expectation, compared as it is';
    const counts = [...probe.phases].filter(([phase]) => phases.includes(phase)).map(([, count]) => count);
    const ok = counts.reduce((sum, count) => sum + count.ok, 0);
    const n = counts.reduce((sum, count) => sum + count.ok + count.failed, 0);
    if (n === 0) return undecidedRow(slo, method, `\`${name}\` was not asked in this phase`);
    return sloRow(slo, {
      n,
      value: ok / n,
      censored: false,
      atLeast: null,
      holds: compare(ok / n, comparison, limit.value),
      method,
      note: null,
    });
  }
  const method = 'worst value of the phase, compared as it is';
  const results = probe.results.filter(({ phase }) => phase !== null && phases.includes(phase));
  const values = results.flatMap(({ value }) => (value === null || !Number.isFinite(value) ? [] : [value]));
  if (values.length === 0) return undecidedRow(slo, method, `\`${name}\` gave no value in this phase`);
  const value = values.reduce((worst, one) => (staysUnder(comparison) ? Math.max(worst, one) : Math.min(worst, one)));
  const silent = results.length - values.length;
  // A value that could not be had may have been the worst: that keeps it from a pass, not from a fail.
  const holds = compare(value, comparison, limit.value) ? (silent > 0 ? null : true) : false;
  const note = silent > 0 ? `${silent} of ${results.length} checks gave no value` : null;
  return sloRow(slo, { n: values.length, value, censored: false, atLeast: null, holds, method, note });
}
