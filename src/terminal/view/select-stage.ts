import type { RunState } from '../../events/run-state.ts';
import { verdictWord } from '../../report/verdict-word.ts';
import { formatClock, formatCountdown } from '../text/format-measure.ts';
import type { PhaseSpan, StageView } from './dashboard-view.ts';

/** Where the run is, and how long that will last. */
export function selectStage(state: RunState, phases: readonly PhaseSpan[], nowMs: number): StageView {
  if (state.ended !== null) {
    const { verdict } = state.ended;
    return { name: 'ended', left: verdictWord(state.ended), tone: verdict === 'pass' ? 'good' : verdict === 'fail' ? 'bad' : 'warn' };
  }
  const undoing = [...state.faults.values()].some((fault) => fault.status === 'undoing');
  if (state.stop !== null || state.failure !== null) return { name: 'stopping', left: undoing ? 'undoing' : 'stopping', tone: 'warn' };
  const hold = state.holds.at(-1);
  if (hold !== undefined && hold.toMs === null) return { name: 'held', left: `HELD for ${formatClock(nowMs - hold.fromMs)}`, tone: 'warn' };
  if (state.zeroMs === null) return { name: 'preparing', left: 'preparing', tone: 'plain' };
  const current = phases.find((phase) => phase.state === 'current');
  if (current === undefined) {
    return state.phases.length > 0
      ? { name: 'draining', left: 'draining', tone: 'plain' }
      : { name: 'preparing', left: 'preparing', tone: 'plain' };
  }
  if (undoing && nowMs >= current.toMs) return { name: current.name, left: 'undoing', tone: 'warn' };
  return { name: current.name, left: `${formatCountdown(current.toMs - nowMs)} left`, tone: current.name === 'fault' ? 'warn' : 'plain' };
}
