import { EXIT } from '../errors/user-error.ts';
import type { RunState, StopState } from '../events/run-state.ts';
import type { Reason } from '../report/report.ts';
import { reason } from './reason.ts';
import { undoIncomplete } from './undo-incomplete.ts';
import { wentToItsEnd } from './went-to-its-end.ts';

/** What broke the run off, or was left behind by it. */
export function breakReasons(state: RunState): Reason[] {
  const undo = undoIncomplete(state).map((left) => reason('undo-incomplete', `still there: ${left.describe}`));
  const lost = state.lostComponents.map(({ component, message, atMs }) =>
    reason('component-lost', `${component} was lost: ${message}`, { atMs }),
  );
  const broken = [...undo, ...failureReasons(state), ...lost, ...state.stops.map(stopReason)];
  return broken.length === 0 && brokeOff(state) ? [reason('interrupted', cutOffMessage(state))] : broken;
}

function failureReasons(state: RunState): Reason[] {
  if (state.failure === null) return [];
  const { exitCode, atMs } = state.failure;
  const place = state.failure.where === null ? [] : [`at ${state.failure.where}`];
  const advice = state.failure.try === null ? [] : [`try: ${state.failure.try}`];
  const message = [state.failure.message, ...place, ...advice].join('\n');
  if (exitCode === EXIT.unreachable) return [reason('unreachable', message, { atMs })];
  return [reason(exitCode === EXIT.usage || exitCode === EXIT.inconclusive ? 'refused' : 'internal-error', message, { atMs })];
}

function stopReason(stop: StopState): Reason {
  const { atMs } = stop;
  if (stop.kind === 'stop-condition') {
    const found = stop.value === null ? ' (no data)' : '';
    return reason('stop-condition', `the stop condition \`${stop.condition}\` was breached${found}`, { atMs });
  }
  if (stop.kind === 'probe-lost')
    return reason('probe-lost', `the probe ${stop.probe} cannot be asked any more: ${stop.message}`, { atMs });
  switch (stop.by) {
    case 'max-duration':
      return reason('max-duration', 'the run took longer than `safety.maxDuration` allows', { atMs });
    case 'key':
      return reason('interrupted', 'stopped from the keyboard', { atMs });
    case 'stop-command':
      return reason('interrupted', `stopped by \`shakedown stop\`${stop.from === null ? '' : ` of ${stop.from}`}`, { atMs });
    case 'parent-gone':
      return reason('interrupted', 'the process that started the run is gone', { atMs });
    case 'SIGINT':
    case 'SIGTERM':
    case 'SIGHUP':
      return reason('interrupted', `stopped by ${stop.by}`, { atMs });
    default:
      return stop.by satisfies never;
  }
}

/** The events end before the last phase does, and none of them says why: the run was killed. */
function brokeOff(state: RunState): boolean {
  const explained =
    state.baseline?.met === false ||
    [...state.faults.values()].some(({ injectError, undoError, gone }) => (injectError ?? undoError) !== null || gone?.proven === false) ||
    [...state.generator.workers.values()].some((worker) => worker.lost !== null);
  return !explained && !wentToItsEnd(state);
}

function cutOffMessage(state: RunState): string {
  const where = state.phases.at(-1);
  return `the run was cut off ${where === undefined ? 'before its first phase' : `in the ${where.name} phase`}`;
}
