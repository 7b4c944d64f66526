import type { DockerStack } from '../../../../docker/docker-stack.ts';
import { connectRecorded } from '../../../../docker/recorded-engine.ts';
import type { PlannedFault } from '../../../../plan/run-plan.ts';
import { restoresTable } from '../../../kinds/restores.ts';
import type { FaultDriver, Refusal } from '../../../fault-driver.ts';
import type { FaultKindName } from '../../../fault-settings.ts';
import { DOCKER_LIMITS } from './limit-undo-data.ts';
import { prepareLimitFault } from './prepare-limit-fault.ts';
import { undoLimits } from './undo-limits.ts';

const KINDS: readonly FaultKindName[] = ['cpu_throttle', 'memory_limit', 'pids_limit'];

export interface LimitFaultDriverOptions {
  readonly run: string;
  /** `null` for whoever undoes after the run is over, and only calls `undo`. */
  readonly stack: DockerStack | null;
  readonly wallClock: () => Date;
}

/**
 * Limits of containers, changed through the engine while they run. Restores: the quota of CPU and the number of processes exactly; so
 * the memory of a container that had a limit; one that had none gets all of the machine's.
 */
export function createLimitFaultDriver({ run, stack, wallClock }: LimitFaultDriverOptions): FaultDriver {
  return {
    id: DOCKER_LIMITS,
    kinds: KINDS,
    restores: restoresTable('container', KINDS),
    supports,
    async prepare(fault, signal) {
      if (stack === null) throw new Error('without a running stack there is nothing to break');
      return prepareLimitFault(fault, { run, stack, wallClock }, signal);
    },
    async undo(record, signal) {
      await undoLimits(stack?.engine ?? (await connectRecorded(record.data, signal)), record, signal);
    },
  };
}

function supports({ settings, target }: PlannedFault): true | Refusal {
  if (!KINDS.includes(settings.type)) return { refused: `${settings.type} is no limit of a container` };
  return (
    target.kind === 'instances' || {
      refused: `${settings.type} needs containers, and ${target.name} is none`,
      try: 'name a service target',
    }
  );
}
