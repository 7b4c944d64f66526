import { JUDGED_PHASES } from '../../plan/phase.ts';
import type { RunState } from '../../events/run-state.ts';
import { measure } from '../../slo/measure.ts';
import { countsSample } from '../../slo/sample.ts';
import type { SloRow } from '../report.ts';

/**
 * The first second of its phase in which an SLO did not hold by that second alone, ms on the timeline: where to look, and no judgement,
 * since a healthy system breaks a p99 in one second of a hundred. `null` where seconds do not tell, as of a recovery time.
 */
export function firstBreachMs(row: SloRow, state: RunState): number | null {
  const load = row.load === null ? undefined : state.loads.get(row.load);
  const planned = state.header?.slos.find(({ id }) => id === row.id);
  if (load === undefined || planned === undefined || planned.spec.expression.metric.kind === 'recovery_time') return null;
  const names = row.phase === 'all' ? JUDGED_PHASES : JUDGED_PHASES.filter((name) => name === row.phase);
  let first: number | null = null;
  for (const name of names) {
    const phase = state.phases.find((candidate) => candidate.name === name);
    for (const [second, counts] of load.phases.get(name)?.seconds ?? []) {
      if (counts.offered === 0) continue;
      const measured = measure(planned.spec.expression, countsSample(state, load, { counts, spanMs: 1000 }));
      if (measured.holds !== false) continue;
      const atMs = Math.max(second * 1000, phase?.fromMs ?? 0);
      first = first === null ? atMs : Math.min(first, atMs);
    }
  }
  return first;
}
