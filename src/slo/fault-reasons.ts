import type { FaultState } from '../events/fault-state.ts';
import { isInstant } from '../events/fault-state.ts';
import type { RunState } from '../events/run-state.ts';
import type { Reason } from '../report/report.ts';
import { reason } from './reason.ts';

/** Why a fault did not do, or not prove to have done, what the verdict would rest on. */
export function faultReasons(state: RunState): Reason[] {
  const ranToTheEnd = state.phases.some((phase) => phase.name === 'recovery' && phase.toMs !== null && !phase.cutShort);
  return [...state.faults.values()].flatMap((fault) => {
    const found = recordedReasons(fault);
    return found.length === 0 && ranToTheEnd ? missingReasons(fault) : found;
  });
}

function recordedReasons(fault: FaultState): Reason[] {
  const { id } = fault.planned;
  const found: Reason[] = [];
  if (fault.injectError !== null) {
    found.push(
      reason('fault-failed', `${id} could not be injected: ${fault.injectError}`, {
        fault: id,
        phase: 'fault',
        atMs: fault.injectCalledAtMs,
      }),
    );
  }
  if (fault.proof?.proven === false) {
    found.push(
      reason('fault-unproven', `${id} did not show: ${fault.proof.detail}`, { fault: id, phase: 'fault', atMs: fault.injectCalledAtMs }),
    );
  }
  if (fault.held?.proven === false) {
    found.push(reason('fault-lost', `${id} was no longer there just before its undo: ${fault.held.detail}`, { fault: id, phase: 'fault' }));
  }
  if (fault.gone?.proven === false) {
    found.push(
      reason('fault-not-gone', `${id} still showed after its undo: ${fault.gone.detail}`, { fault: id, atMs: fault.undoCalledAtMs }),
    );
  }
  if (fault.undoError !== null && fault.replayed) {
    const message = `${id} outlived its time: its undo failed (${fault.undoError}), and only the end of the run did away with it`;
    found.push(reason('fault-not-gone', message, { fault: id, atMs: fault.undoCalledAtMs }));
  }
  const { exposure } = fault;
  if (exposure !== null && exposure.connections === 0 && exposure.bytes === 0) {
    found.push(reason('fault-not-exposed', `no traffic met ${id}: what was measured is not its effect`, { fault: id, phase: 'fault' }));
  }
  return found;
}

/** Unknown is not success: a run that went to its end has to say of each fault that it bit and that it is gone. */
function missingReasons(fault: FaultState): Reason[] {
  const { id } = fault.planned;
  if (fault.injectCalledAtMs === null) return [reason('fault-failed', `${id} was never injected`, { fault: id, phase: 'fault' })];
  if (fault.proof === null) return [reason('fault-unproven', `${id} was never proven`, { fault: id, phase: 'fault' })];
  if (fault.held === null && !isInstant(fault))
    return [reason('fault-lost', `${id} was not proven again before its undo`, { fault: id, phase: 'fault' })];
  if (fault.gone === null) return [reason('fault-not-gone', `${id} was never proven gone`, { fault: id })];
  return [];
}
