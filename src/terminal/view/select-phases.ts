import type { RunState } from '../../events/run-state.ts';
import { PHASES, type PhaseName } from '../../plan/phase.ts';
import type { PlannedTimeline } from '../../plan/run-plan.ts';
import type { PhaseSpan } from './dashboard-view.ts';

/** The phases as they were, are, and will be if the rest takes as long as planned. */
export function selectPhases(state: RunState, nowMs: number): PhaseSpan[] {
  const timeline = state.header?.timeline;
  if (timeline === undefined) return [];
  const spans: PhaseSpan[] = [];
  for (const name of PHASES) {
    const plannedMs = plannedLength(timeline, name);
    const actual = state.phases.find((phase) => phase.name === name);
    if (actual === undefined && plannedMs === 0) continue;
    const fromMs = actual?.fromMs ?? spans.at(-1)?.toMs ?? 0;
    const current = actual !== undefined && actual.toMs === null;
    spans.push({
      name,
      fromMs,
      toMs: actual?.toMs ?? Math.max(fromMs + plannedMs + heldSince(state, fromMs, nowMs), current ? nowMs : 0),
      state: actual === undefined ? 'pending' : current ? 'current' : 'done',
    });
  }
  return spans;
}

/** How long the timeline was held from a moment on: so much later comes what was planned. */
export function heldSince(state: RunState, fromMs: number, nowMs: number): number {
  return state.holds.reduce((sum, hold) => sum + (hold.fromMs < fromMs ? 0 : Math.max(0, (hold.toMs ?? nowMs) - hold.fromMs)), 0);
}

function plannedLength(timeline: PlannedTimeline, name: PhaseName): number {
  switch (name) {
    case 'warmup':
      return timeline.warmupMs;
    case 'baseline':
      return timeline.baselineMs;
    case 'fault':
      return timeline.faultMs;
    case 'recovery':
      return timeline.recoveryMs;
    default:
      return name satisfies never;
  }
}
