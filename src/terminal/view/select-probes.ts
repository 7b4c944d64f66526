import type { ProbeState } from '../../events/probe-state.ts';
import type { RunState } from '../../events/run-state.ts';
import { formatCount, formatMs } from '../text/format-measure.ts';
import type { ProbeView } from './dashboard-view.ts';

/** What was asked of the system beside the load, and what it said last. */
export function selectProbes(state: RunState): ProbeView[] {
  return [...state.probes.values()].map((probe) => ({ name: probe.planned.name, ...standing(probe) }));
}

function standing({ results, phases, failures, unit, lost }: ProbeState): Omit<ProbeView, 'name'> {
  const counts = [...phases.values()];
  const failed = counts.reduce((sum, one) => sum + one.failed, 0);
  const asked = failed + counts.reduce((sum, one) => sum + one.ok, 0);
  const tally = asked === 0 ? '' : `${formatCount(asked - failed)} of ${formatCount(asked)} ok`;
  const last = results.at(-1);
  if (lost !== null) return { state: `LOST: ${lost.message}`, tally, tone: 'bad' };
  if (last === undefined) return { state: 'not asked yet', tally, tone: 'dim' };
  const value = last.value === null ? '' : ` ${Number(last.value.toPrecision(4))}${unit === null ? '' : ` ${unit}`}`;
  if (last.ok) return { state: `ok${value}, answered in ${formatMs(last.tookMs)}`, tally, tone: failed === 0 ? 'good' : 'plain' };
  // The first failures are kept with what they said, the later ones without.
  const said = failures.findLast(({ atMs }) => atMs === last.atMs)?.message ?? '';
  return { state: `FAILS${value}${said === '' ? '' : `: ${said}`}`, tally, tone: 'bad' };
}
