import type { RunState } from '../../events/run-state.ts';
import type { DashboardView, SloView } from './dashboard-view.ts';

/** Will it pass, as things stand? What makes a run invalid comes before what its SLOs say. */
export function selectOutlook(state: RunState, slos: readonly SloView[]): DashboardView['outlook'] {
  if (state.ended !== null) return { text: '', tone: 'plain' };
  if (state.holds.length > 0) return { text: 'cannot pass: held by an operator', tone: 'warn' };
  const bad = [...state.faults.values()].find(({ status }) => ['unproven', 'lost', 'not-gone', 'failed'].includes(status));
  if (bad !== undefined) return { text: `cannot pass: fault ${bad.planned.id} ${bad.status}`, tone: 'bad' };
  const of = (tone: SloView['tone']): number => slos.filter((slo) => slo.tone === tone).length;
  if (of('bad') > 0) return { text: `${of('bad')} of ${slos.length} SLOs breached`, tone: 'bad' };
  if (of('good') > 0) return { text: `${of('good')} of ${slos.length} SLOs hold`, tone: 'good' };
  return { text: '', tone: 'plain' };
}
